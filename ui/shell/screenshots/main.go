// Command screenshots draws every screen and state of the window into a folder,
// from an example archive it writes itself: go run ./ui/shell/screenshots FOLDER
// [name...]. The clock is fixed, so the pictures are the same on every run.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: screenshots FOLDER [name...]")
		os.Exit(2)
	}
	if err := draw(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// The sizes of the pictures.
var (
	desktop = fyne.NewSize(1360, 860)
	medium  = fyne.NewSize(1000, 740)
	narrow  = fyne.NewSize(800, 740)
	phone   = fyne.NewSize(390, 844)
)

// draw draws the pictures whose name holds one of the words; none: all.
func draw(ctx context.Context, folder string, words []string) error {
	// Times are written as the language is wont to, whatever the system says.
	// Nor does this machine's home or zone show.
	for name, value := range map[string]string{"LC_ALL": "en_GB.UTF-8", "LC_TIME": "en_GB.UTF-8", "LANG": "en_GB.UTF-8",
		"LANGUAGE": "en_GB.UTF-8", "HOME": "/home/robin", "TZ": "Europe/Berlin"} {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	for _, r := range reels() {
		for _, l := range r.looks {
			name := func(shot string) string {
				return strings.Join(slices.DeleteFunc([]string{r.prefix, shot, l.suffix}, func(s string) bool { return s == "" }), "-")
			}
			wanted := func(shot string) bool {
				return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name(shot), w) })
			}
			if !slices.ContainsFunc(r.shots, func(s shot) bool { return wanted(s.name) }) {
				continue
			}
			if err := r.draw(ctx, l, wanted, func(shot string) string { return filepath.Join(folder, name(shot)+".png") }); err != nil {
				return fmt.Errorf("%s, %s: %w", r.name, l.suffix, err)
			}
		}
	}
	return nil
}
