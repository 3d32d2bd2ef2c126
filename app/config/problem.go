package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in a configuration file, and the remedy.
type Problem struct {
	File string `json:"file"`
	Line int    `json:"line"` // from 1; 0: the file as a whole
	What string `json:"what"`
	Do   string `json:"do"` // what to do about it
}

// Error is "file:line: what; what to do".
func (p Problem) Error() string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	if p.Do == "" {
		return at + ": " + p.What
	}
	return at + ": " + p.What + "; " + p.Do
}

// Problems is everything found wrong at once, in the order of the files.
type Problems []Problem

// shown bounds what one error prints: a file of another kind has a problem on
// every line.
const shown = 20

// Error gives one problem per line.
func (p Problems) Error() string {
	lines := make([]string, 0, len(p))
	for i, problem := range p {
		if i == shown {
			lines = append(lines, fmt.Sprintf("and %d more", len(p)-shown))
			break
		}
		lines = append(lines, problem.Error())
	}
	return strings.Join(lines, "\n")
}

// err is nil for no problems, sorted by line within each file otherwise.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	order := map[string]int{}
	for _, problem := range p {
		if _, ok := order[problem.File]; !ok {
			order[problem.File] = len(order)
		}
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		if d := order[a.File] - order[b.File]; d != 0 {
			return d
		}
		return a.Line - b.Line
	})
	return p
}
