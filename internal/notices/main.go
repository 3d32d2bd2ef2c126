// Command notices writes assets/notices: what the program is made of, by whom and
// under which licence. Run it by go generate ./assets.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"turnaround/internal/lint"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := lint.Root()
	if err != nil {
		return err
	}
	made, err := collect(root)
	if err != nil {
		return err
	}
	list, texts, err := write(made)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "assets", "notices")
	if err := os.WriteFile(filepath.Join(folder, "notices.json"), list, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "texts.txt"), texts, 0o644)
}
