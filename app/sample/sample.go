// Package sample looks through an answer of an unknown API for the lists and
// values a person can point at when telling where things sit in it.
package sample

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"turnaround/app/text"
)

// Bounds of what is shown of a sample.
const (
	maxDepth  = 6
	maxValues = 120
	maxText   = 120
)

// List is a list of things in a sample.
type List struct {
	Path  string `json:"path"` // as a mapping writes it
	Count int    `json:"count"`
}

// Value is one value of a list's first item.
type Value struct {
	Path string `json:"path"` // as a mapping writes it, from the item
	Text string `json:"text"`
}

// Lists finds the lists of things in a sample, the likeliest one first.
func Lists(raw []byte) []List {
	var found []List
	walk(gjson.ParseBytes(raw), "", 0, func(path string, v gjson.Result) {
		if !v.IsArray() || len(found) >= maxValues {
			return
		}
		items := v.Array()
		if len(items) > 0 && !items[0].IsObject() {
			return
		}
		if path == "" {
			path = "@this"
		}
		found = append(found, List{path, len(items)})
	})
	// A list within an item is a list of something else.
	slices.SortStableFunc(found, func(a, b List) int {
		return cmp.Or(strings.Count(a.Path, ".")-strings.Count(b.Path, "."), b.Count-a.Count)
	})
	return found
}

// Values are the values of a list's first item, in the order of the answer.
func Values(raw []byte, list string) []Value {
	items := gjson.ParseBytes(raw)
	if list != "@this" && list != "" {
		items = gjson.GetBytes(raw, list)
	}
	item := items
	if items.IsArray() {
		all := items.Array()
		if len(all) == 0 {
			return nil
		}
		item = all[0]
	}
	var found []Value
	walk(item, "", 0, func(path string, v gjson.Result) {
		if path == "" || v.IsObject() || v.IsArray() || len(found) >= maxValues {
			return
		}
		found = append(found, Value{path, text.Line(v.String(), maxText)})
	})
	return found
}

// walk visits a value and all within it. Names a path cannot hold are left out.
func walk(v gjson.Result, path string, depth int, visit func(string, gjson.Result)) {
	visit(path, v)
	if depth == maxDepth || !v.IsObject() && !v.IsArray() {
		return
	}
	n, list := 0, v.IsArray()
	v.ForEach(func(key, inner gjson.Result) bool {
		name := strconv.Itoa(n)
		if !list {
			if key.Str == "" || strings.Contains(key.Str, "||") || strings.ContainsAny(key.Str, "{}") {
				return true
			}
			name = gjson.Escape(key.Str)
		} else if n > 0 {
			return false // the others are like the first
		}
		n++
		walk(inner, strings.TrimPrefix(path+"."+name, "."), depth+1, visit)
		return n < maxValues
	})
}
