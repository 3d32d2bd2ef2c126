package settings

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

// value is one value of a sample answer that can be clicked.
type value struct {
	Path string // as the mapping writes it, from the item
	Text string
}

// table is a list of things in a sample.
type table struct {
	Path  string // as the mapping writes it
	Count int
}

// tables finds the lists of things in a sample, the likeliest one first.
func tables(sample []byte) []table {
	var found []table
	walk(gjson.ParseBytes(sample), "", 0, func(path string, v gjson.Result) {
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
		found = append(found, table{path, len(items)})
	})
	// A list within an item is a list of something else.
	slices.SortStableFunc(found, func(a, b table) int {
		return cmp.Or(strings.Count(a.Path, ".")-strings.Count(b.Path, "."), b.Count-a.Count)
	})
	return found
}

// values are the values of a list's first item, in the order of the answer.
func values(sample []byte, list string) []value {
	items := gjson.ParseBytes(sample)
	if list != "@this" && list != "" {
		items = gjson.GetBytes(sample, list)
	}
	item := items
	if items.IsArray() {
		all := items.Array()
		if len(all) == 0 {
			return nil
		}
		item = all[0]
	}
	var found []value
	walk(item, "", 0, func(path string, v gjson.Result) {
		if path == "" || v.IsObject() || v.IsArray() || len(found) >= maxValues {
			return
		}
		found = append(found, value{path, text.Line(v.String(), maxText)})
	})
	return found
}

// walk visits a value and all within it. Names a path cannot hold are left out.
func walk(v gjson.Result, path string, depth int, visit func(string, gjson.Result)) {
	visit(path, v)
	if depth == maxDepth || !v.IsObject() && !v.IsArray() {
		return
	}
	n := 0
	v.ForEach(func(key, inner gjson.Result) bool {
		name := strconv.Itoa(n)
		if v.IsObject() {
			if strings.Contains(key.Str, "||") || strings.ContainsAny(key.Str, "{}") || key.Str == "" {
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

// slot is a field of an alert that a value can be clicked for.
type slot struct {
	Param string // of the generic profile
	Usual []string
}

// slots are the fields in the order they are asked for.
var slots = []slot{
	{"id", []string{"id", "fingerprint", "uuid", "key"}},
	{"title", []string{"title", "name", "summary", "message"}},
	{"severity", []string{"severity", "priority", "level"}},
	{"status", []string{"status", "state"}},
	{"service", []string{"service", "host", "component"}},
	{"starts_at", []string{"starts_at", "startsAt", "created_at", "createdAt", "timestamp"}},
	{"text", []string{"description", "text", "details"}},
	{"link", []string{"url", "link", "html_url"}},
}

// guess maps what is called as usual.
func guess(found []value) map[string]string {
	mapped := map[string]string{}
	for _, s := range slots {
		for _, name := range s.Usual {
			n := slices.IndexFunc(found, func(v value) bool {
				return v.Path == name || strings.EqualFold(v.Path[strings.LastIndexByte(v.Path, '.')+1:], name)
			})
			if n >= 0 {
				mapped[s.Param] = found[n].Path
				break
			}
		}
	}
	return mapped
}
