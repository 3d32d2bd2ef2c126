package config

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"turnaround/app/text"
)

// shape compares a decoded document with the types it is meant for and tells
// every difference; the TOML decoder itself stops at the first.
type shape struct{ *report }

// report gathers the problems of one file.
type report struct {
	file     string
	at       places
	problems Problems
}

// add notes a problem with the key at path, and the remedy.
func (r *report) add(path, do, format string, args ...any) {
	r.problems = append(r.problems, Problem{File: r.file, Line: r.at.line(path), What: fmt.Sprintf(format, args...), Do: do})
}

var (
	durationType = reflect.TypeFor[Duration]()
	urlsType     = reflect.TypeFor[URLs]()
	timeType     = reflect.TypeFor[time.Time]()
)

func (s shape) check(path string, v any, t reflect.Type) {
	switch t {
	case durationType:
		s.text(path, v, new(Duration))
		return
	case urlsType:
		if _, err := urlsOf(v); err != nil {
			s.add(path, `write url = "https://..."`, "%s %s", name(path), err)
		}
		return
	case timeType:
		switch v.(type) {
		case time.Time, toml.LocalDateTime, toml.LocalDate:
		default:
			s.add(path, "write a date and time without quotes, such as 2030-01-31T08:00:00+01:00", "%s is no time", name(path))
		}
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		s.table(path, v, t)
	case reflect.Map:
		m, ok := v.(map[string]any)
		if !ok {
			s.wrong(path, v, "a table")
			return
		}
		for _, key := range slices.Sorted(maps.Keys(m)) {
			s.check(joinKey(path, key), m[key], t.Elem())
		}
	case reflect.Slice:
		s.list(path, v, t)
	default:
		s.scalar(path, v, t)
	}
}

func (s shape) table(path string, v any, t reflect.Type) {
	m, ok := v.(map[string]any)
	if !ok {
		s.wrong(path, v, "a table")
		return
	}
	fields := fieldsOf(t)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		f, ok := fields[key]
		if !ok {
			s.add(joinKey(path, key), text.DidYouMean(key, slices.Sorted(maps.Keys(fields))), "unknown key %q%s", clip(key), within(path))
			continue
		}
		s.check(join(path, key), m[key], f.Type)
	}
}

func (s shape) list(path string, v any, t reflect.Type) {
	items, ok := v.([]any)
	switch {
	case ok:
	case t.Elem().Kind() == reflect.Struct:
		s.add(path, fmt.Sprintf("write [[%s]] with two brackets", strings.Join(words(path), ".")), "%s is a list", name(path))
		return
	case t.Elem().Kind() == reflect.String:
		s.wrong(path, v, `a list such as ["a", "b"]`)
		return
	default:
		s.wrong(path, v, "a list such as [1, 2]")
		return
	}
	for i, item := range items {
		s.check(joinIndex(path, i), item, t.Elem())
	}
}

func (s shape) scalar(path string, v any, t reflect.Type) {
	switch t.Kind() {
	case reflect.String:
		if _, ok := v.(string); !ok {
			s.wrong(path, v, "text in quotes")
		}
	case reflect.Bool:
		if _, ok := v.(bool); !ok {
			s.wrong(path, v, "true or false, without quotes")
		}
	case reflect.Int:
		n, ok := v.(int64)
		if !ok || n < -1<<31 || n > 1<<31-1 {
			s.wrong(path, v, "a whole number, without quotes")
		}
	default:
		s.add(path, "", "%s cannot be set", name(path))
	}
}

func (s shape) text(path string, v any, into encoding.TextUnmarshaler) {
	text, ok := v.(string)
	if !ok {
		s.wrong(path, v, `a duration in quotes, such as "15s", "2h" or "7d"`)
		return
	}
	if err := into.UnmarshalText([]byte(text)); err != nil {
		s.add(path, "", "%s = %q %s", name(path), clip(text), err)
	}
}

func (s shape) wrong(path string, v any, want string) {
	s.add(path, "write "+want, "%s is %s", name(path), kindOf(v))
}

func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case int64:
		return "a whole number"
	case float64:
		return "a broken number"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date or time"
}

// fieldsOf gives the fields of a struct by their TOML keys.
func fieldsOf(t reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("toml"); key != "" && key != "-" {
			fields[key] = t.Field(i)
		}
	}
	return fields
}

// words are the keys of a path without the indexes.
func words(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "."), func(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' })
}

// name is how a message calls the key at a path.
func name(path string) string {
	w := words(path)
	if len(w) == 0 {
		return "the file"
	}
	return fmt.Sprintf("%q", clip(strings.ReplaceAll(w[len(w)-1], "\x1f", "."))) + within(strings.Join(w[:len(w)-1], "."))
}

func within(path string) string {
	if w := words(path); path != "" && len(w) > 0 {
		return " in [" + strings.Join(w, ".") + "]"
	}
	return ""
}

// clip bounds what a message repeats from the file.
func clip(text string) string {
	const most = 80
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}
