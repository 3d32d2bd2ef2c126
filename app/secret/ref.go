// Package secret gets secrets by reference, keeps what has to be kept, and
// strikes known secrets out of whatever is written down.
package secret

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says where a secret is.
type Kind string

// The kinds of references.
const (
	Keyring Kind = "keyring" // an item of the system's keyring
	Env     Kind = "env"     // an environment variable
	Command Kind = "command" // the first line a program prints
	File    Kind = "file"    // a file only its owner may read
)

// Ref points at a secret: "keyring:NAME", "env:NAME", "command:pass show x",
// "file:PATH". It holds no secret itself.
type Ref struct {
	Kind Kind
	Name string
}

// String is the text Parse reads.
func (r Ref) String() string { return string(r.Kind) + ":" + r.Name }

// ErrRef means that a text is no reference.
var ErrRef = errors.New(`is no reference to a secret: write keyring:NAME, env:NAME, command:PROGRAM ARGUMENTS or file:PATH`)

// maxRef bounds a reference, in bytes.
const maxRef = 4096

// Parse reads a reference. The error never repeats the text: people paste the
// secret itself here.
func Parse(text string) (Ref, error) {
	kind, name, ok := strings.Cut(text, ":")
	if !ok || len(text) > maxRef {
		return Ref{}, ErrRef
	}
	r := Ref{Kind: Kind(kind), Name: strings.TrimSpace(name)}
	switch {
	case r.Kind != Keyring && r.Kind != Env && r.Kind != Command && r.Kind != File:
		return Ref{}, ErrRef
	case r.Name == "":
		return Ref{}, fmt.Errorf("%s: names nothing after the colon", r.Kind)
	case strings.ContainsFunc(r.Name, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return Ref{}, fmt.Errorf("%s: holds a control character", r.Kind)
	}
	if r.Kind == Env && strings.ContainsAny(r.Name, "= ") {
		return Ref{}, errors.New("env: names no environment variable")
	}
	if r.Kind == Command {
		if _, err := split(r.Name); err != nil {
			return Ref{}, err
		}
	}
	return r, nil
}

// split cuts a command into program and arguments at spaces. Quotes keep
// spaces; nothing else is special, as no shell runs.
func split(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	quote, inWord := rune(0), false
	for _, c := range command {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '"' || c == '\'':
			quote, inWord = c, true
		case c == ' ' || c == '\t':
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			word.WriteRune(c)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errors.New("command: misses a closing quote")
	}
	if inWord {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("command: names no program")
	}
	return words, nil
}
