package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"turnaround/assets"
	"turnaround/internal/lint"
)

// part is one thing the program is made of, with the texts of its licences.
type part struct {
	assets.Notice
	texts []string
}

// file is a licence that lies elsewhere than beside the packages of a module.
type file struct {
	name, link string
	module     string // "" for a file of the repository
	path       string
}

const fyne = "fyne.io/fyne/v2"

// files are those of what is no module: fonts, icons, Go itself.
var files = []file{
	{name: "Go standard library", link: "https://go.dev", module: "golang.org/x/text", path: "LICENSE"},
	{name: "Inter", link: "https://rsms.me/inter", path: "assets/fonts/LICENSE-OFL-1.1.txt"},
	{name: "Material icons", link: "https://fonts.google.com/icons", path: "assets/icons/LICENSE-Apache-2.0.txt"},
	{name: "Noto Sans", link: "https://fonts.google.com/noto", module: fyne, path: "theme/font/LICENSE.txt"},
	{name: "InterSymbols", link: "https://rsms.me/inter", module: fyne, path: "theme/font/LICENSE_Inter.txt"},
	{name: "DejaVu Sans Mono for Powerline", link: "https://dejavu-fonts.github.io", module: fyne, path: "theme/font/LICENSE_DejaVu-Powerline.txt"},
	{name: "EmojiOne Color", link: "https://github.com/adobe-fonts/emojione-color", module: fyne, path: "theme/font/LICENSE_EmojiOneColor.txt"},
}

// known are licences that the scanner cannot name, or that lie beside no font.
var known = map[string]string{
	"DejaVu Sans Mono for Powerline": "Bitstream-Vera",
	"EmojiOne Color":                 "MIT AND CC-BY-4.0",
}

// credits are what a licence wants to be said that is in no licence file.
var credits = map[string]string{
	"EmojiOne Color": "Emoji artwork provided by EmojiOne, under the Creative Commons Attribution 4.0\n" +
		"International licence: https://creativecommons.org/licenses/by/4.0/legalcode",
}

// Builds are the binaries that are handed out.
func builds() []lint.Build {
	var list []lint.Build
	for _, system := range []string{"linux", "windows", "darwin"} {
		list = append(list,
			lint.Build{Package: ".", System: system, Tags: "migrated_fynedo"},
			lint.Build{Package: "./cmd/turnaround", System: system})
	}
	return list
}

// collect finds the modules of all binaries and what else they hold.
func collect(root string) ([]part, error) {
	modules, err := lint.Dependencies(root, builds())
	if err != nil {
		return nil, err
	}
	folders := map[string]lint.Dependency{}
	var made []part
	for _, module := range modules {
		folders[module.Path] = module
		p := part{Notice: assets.Notice{Name: module.Path, Version: module.Version, Link: "https://pkg.go.dev/" + module.Path}}
		if err := p.read(lint.LicenceFiles(module)); err != nil {
			return nil, err
		}
		made = append(made, p)
	}
	for _, f := range files {
		folder := root
		p := part{Notice: assets.Notice{Name: f.name, Link: f.link}}
		if f.module != "" {
			module, ok := folders[f.module]
			if !ok {
				return nil, fmt.Errorf("%s: the module %s is not among the dependencies", f.name, f.module)
			}
			folder = module.Dir
		}
		if err := p.read([]string{filepath.Join(folder, filepath.FromSlash(f.path))}); err != nil {
			return nil, err
		}
		made = append(made, p)
	}
	slices.SortFunc(made, func(a, b part) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return made, nil
}

// read takes the licences from files, each text and each name once.
func (p *part) read(paths []string) error {
	var names []string
	for _, name := range paths {
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read the licence of %s: %w", p.Name, err)
		}
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		if clean := strings.TrimSpace(string(text)); !slices.Contains(p.texts, clean) {
			p.texts = append(p.texts, clean)
		}
		for _, licence := range lint.Licence(text) {
			if !slices.Contains(names, licence) {
				names = append(names, licence)
			}
		}
	}
	if credit, ok := credits[p.Name]; ok {
		p.texts = append(p.texts, credit)
	}
	if name, ok := known[p.Name]; ok {
		names = []string{name}
	}
	if len(names) == 0 {
		return fmt.Errorf("%s: no licence was recognised in %q", p.Name, bases(paths))
	}
	p.Licence = strings.Join(names, " AND ")
	return nil
}

func bases(paths []string) []string {
	var list []string
	for _, name := range paths {
		list = append(list, path.Base(filepath.ToSlash(name)))
	}
	return list
}

// write makes the list, and the texts with each one once.
func write(made []part) (list, texts []byte, err error) {
	var notices []assets.Notice
	var order []string
	under := map[string][]string{}
	for _, p := range made {
		notices = append(notices, p.Notice)
		for _, text := range p.texts {
			if under[text] == nil {
				order = append(order, text)
			}
			under[text] = append(under[text], strings.TrimSpace(p.Name+" "+p.Version))
		}
	}
	var out, all bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(notices); err != nil {
		return nil, nil, err
	}
	all.WriteString("Turnaround is made with the work of others. What each licence below covers\nstands above it.\n")
	for _, text := range order {
		fmt.Fprintf(&all, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(under[text], "\n"), text)
	}
	return out.Bytes(), all.Bytes(), nil
}
