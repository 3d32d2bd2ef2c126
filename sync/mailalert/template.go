package mailalert

import (
	"slices"
	"strings"
)

// fields are what was found in one mail.
type fields map[string]string

// template is text with {fields}.
type template struct {
	text   []string // text[i] stands before fields[i]; one more than fields
	fields []string
}

// templates are tried in turn.
type templates []template

func parseTemplates(key string, texts, known []string) (templates, error) {
	var all templates
	for _, text := range texts {
		var t template
		rest := text
		for {
			before, after, found := strings.Cut(rest, "{")
			t.text = append(t.text, before)
			if !found {
				break
			}
			name, tail, closed := strings.Cut(after, "}")
			if !closed {
				return nil, complain(key, "a { is not closed in %q", clip(text, 100))
			}
			if !slices.Contains(known, name) {
				return nil, complain(key, "no field {%s} is found anywhere; known here: %s", clip(name, 60), strings.Join(known, ", "))
			}
			t.fields = append(t.fields, name)
			rest = tail
		}
		all = append(all, t)
	}
	return all, nil
}

// fill gives the first template whose fields are all there, or "".
func (all templates) fill(f fields) string {
next:
	for _, t := range all {
		if len(t.fields) == 1 && t.text[0] == "" && t.text[1] == "" {
			if v := f[t.fields[0]]; v != "" {
				return v
			}
			continue
		}
		var b strings.Builder
		for n, name := range t.fields {
			v := f[name]
			if v == "" {
				continue next
			}
			b.WriteString(t.text[n])
			b.WriteString(v)
		}
		b.WriteString(t.text[len(t.fields)])
		return b.String()
	}
	return ""
}
