package restsource

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// template is text with {variables}.
type template []piece

type piece struct {
	literal  string
	variable string
	integer  bool // {name:int}, alone in a body, is sent as a number
}

// vars are the variables a request may name.
type vars map[string]string

// known are all of them; docs/profiles.md says what each holds.
var known = []string{"since", "since_unix", "since_ms", "day_ago", "each", "id", "ref", "text", "by", "to", "until", "until_unix",
	"seconds", "now", "action", "me.name", "me.email", "schedule", "from", "from_utc", "until_utc"}

func parseTemplate(text string) (template, error) {
	var t template
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		if before != "" {
			t = append(t, piece{literal: before})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("a { without its } in %q", text)
		}
		name, integer := strings.CutSuffix(name, ":int")
		if !slices.Contains(known, name) && !strings.HasPrefix(name, "label.") {
			return nil, fmt.Errorf("no variable {%s}; there are %s and label.NAME", name, strings.Join(known, ", "))
		}
		t = append(t, piece{variable: name, integer: integer})
		text = after
	}
	return t, nil
}

// fill puts the variables in, each passed through escape (nil: as it is).
func (t template) fill(v vars, escape func(string) string) string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.variable == "":
			b.WriteString(p.literal)
		case escape != nil:
			b.WriteString(escape(v[p.variable]))
		default:
			b.WriteString(v[p.variable])
		}
	}
	return b.String()
}

// missing names the first variable that has no value.
func (t template) missing(v vars) string {
	for _, p := range t {
		if p.variable != "" && v[p.variable] == "" {
			return p.variable
		}
	}
	return ""
}

// pathEscape keeps a foreign ID within its path segment; "." and ".." would
// leave it.
func pathEscape(text string) string {
	if text == "." || text == ".." {
		return strings.ReplaceAll(text, ".", "%2E")
	}
	return url.PathEscape(text)
}

// fillBody gives the JSON of a body whose texts are templates. Encoding is
// left to the JSON encoder, so that no text can break out of its quotes.
func fillBody(body any, v vars) ([]byte, error) {
	filled, err := fillValue(body, v)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(filled)
	if err != nil {
		return nil, fmt.Errorf("encode the request: %w", err)
	}
	return raw, nil
}

// verbatim is text of a body that is no template: a param's value.
type verbatim string

func fillValue(value any, v vars) (any, error) {
	switch value := value.(type) {
	case string:
		t, err := parseTemplate(value)
		if err != nil {
			return nil, err
		}
		text := t.fill(v, nil)
		if len(t) == 1 && t[0].integer {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("{%s} is no number here", t[0].variable)
			}
			return n, nil
		}
		return text, nil
	case map[string]any:
		out := make(map[string]any, len(value))
		for name, each := range value {
			filled, err := fillValue(each, v)
			if err != nil {
				return nil, err
			}
			out[name] = filled
		}
		return out, nil
	case []any:
		out := make([]any, len(value))
		for n, each := range value {
			filled, err := fillValue(each, v)
			if err != nil {
				return nil, err
			}
			out[n] = filled
		}
		return out, nil
	}
	return value, nil
}

// sinceVars are the variables that tell since when.
func sinceVars(t time.Time, now time.Time) vars {
	v := vars{"now": now.UTC().Format(time.RFC3339), "day_ago": now.UTC().Add(-24 * time.Hour).Format(time.RFC3339)}
	if !t.IsZero() {
		v["since"] = t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
		v["since_unix"] = strconv.FormatInt(t.Unix(), 10)
		v["since_ms"] = strconv.FormatInt(t.UnixMilli(), 10)
	}
	return v
}
