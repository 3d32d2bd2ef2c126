package settings

import (
	"slices"
	"strings"

	"turnaround/app/sample"
)

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
func guess(found []sample.Value) map[string]string {
	mapped := map[string]string{}
	for _, s := range slots {
		for _, name := range s.Usual {
			n := slices.IndexFunc(found, func(v sample.Value) bool {
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
