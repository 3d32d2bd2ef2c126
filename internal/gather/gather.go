// Command gather finds the texts that screens hand to ui/words, adds what is
// missing to assets/translations/en.json, and lists what has no German yet.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"turnaround/internal/gather/texts"
	"turnaround/internal/lint"
)

func main() {
	prune := flag.Bool("prune", false, "drop translations that no screen uses any more")
	flag.Parse()
	if err := run(*prune); err != nil {
		fmt.Fprintln(os.Stderr, "gather:", err)
		os.Exit(1)
	}
}

func run(prune bool) error {
	root, err := lint.Root()
	if err != nil {
		return err
	}
	found, err := texts.Collect(root)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "assets", "translations")
	english, err := texts.Read(filepath.Join(folder, "en.json"))
	if err != nil {
		return err
	}
	for _, text := range found {
		if _, there := english[text.Key]; !there && text.Key != "" {
			english[text.Key] = text.Own()
			fmt.Printf("new: %q (%s)\n", text.Key, text.Where)
		}
	}
	if prune {
		texts.Prune(english, found)
	}
	if err := texts.Write(filepath.Join(folder, "en.json"), english); err != nil {
		return err
	}
	others, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return err
	}
	for _, path := range others {
		if filepath.Base(path) == "en.json" {
			continue
		}
		if err := other(path, found, prune); err != nil {
			return err
		}
	}
	for _, text := range found {
		if text.Key == "" {
			fmt.Println("cannot be read here, so its texts must be marked:", text.Where)
		}
	}
	return nil
}

// other looks after a language that is not English: what is missing there is for
// a person to write.
func other(path string, found []texts.Text, prune bool) error {
	there, err := texts.Read(path)
	if err != nil {
		return err
	}
	if prune {
		texts.Prune(there, found)
		if err := texts.Write(path, there); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, text := range found {
		if _, known := there[text.Key]; !known && !seen[text.Key] && text.Key != "" {
			seen[text.Key] = true
			fmt.Printf("missing in %s: %q\n", filepath.Base(path), text.Key)
		}
	}
	return nil
}
