package restsource

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// expr reads one value from an item: the first alternative that gives text.
type expr []alternative

// alternative is a constant, a path, or literal parts around paths.
type alternative struct {
	constant string
	path     string
	parts    []alternative
}

// parseExpr reads "a || b.c || =constant || {host} on {service}".
func parseExpr(text string) (expr, error) {
	var e expr
	for part := range strings.SplitSeq(text, "||") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		a, err := parseAlternative(part)
		if err != nil {
			return nil, err
		}
		e = append(e, a)
	}
	return e, nil
}

func parseAlternative(text string) (alternative, error) {
	if rest, ok := strings.CutPrefix(text, "="); ok {
		return alternative{constant: rest}, nil
	}
	if !strings.Contains(text, "{") {
		return alternative{path: text}, nil
	}
	var a alternative
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		if before != "" {
			a.parts = append(a.parts, alternative{constant: before})
		}
		if !found {
			break
		}
		path, after, closed := strings.Cut(rest, "}")
		if !closed || path == "" {
			return a, fmt.Errorf("a { without its path and } in %q", text)
		}
		a.parts = append(a.parts, alternative{path: path})
		text = after
	}
	return a, nil
}

// get gives the first alternative that exists and is not empty.
func (e expr) get(item gjson.Result) gjson.Result {
	for n := range e {
		if r := e[n].get(item); r.Exists() && r.Type != gjson.Null && !(r.Type == gjson.String && r.Str == "") {
			return r
		}
	}
	return gjson.Result{}
}

// null tells whether a named place holds null, which many servers write for
// an empty list. A whole answer that is null is not one.
func (e expr) null(item gjson.Result) bool {
	for n := range e {
		if e[n].path != "@this" && e[n].path != "" && item.Get(e[n].path).Type == gjson.Null && item.Get(e[n].path).Exists() {
			return true
		}
	}
	return false
}

// text gives the value as words; a list of words is joined by commas.
func (e expr) text(item gjson.Result) string { return wordsOf(e.get(item)) }

func (a *alternative) get(item gjson.Result) gjson.Result {
	switch {
	case a.path == "@this":
		return item
	case a.path != "":
		if item.Type != gjson.JSON {
			return gjson.Result{}
		}
		return item.Get(a.path)
	case a.parts == nil:
		return gjson.Result{Type: gjson.String, Str: a.constant}
	}
	var b strings.Builder
	filled := false
	for n := range a.parts {
		part := wordsOf(a.parts[n].get(item))
		filled = filled || part != "" && a.parts[n].path != ""
		b.WriteString(part)
	}
	if !filled {
		return gjson.Result{}
	}
	return gjson.Result{Type: gjson.String, Str: b.String()}
}

// wordsOf writes a value as a person would.
func wordsOf(r gjson.Result) string {
	switch {
	case r.IsArray():
		var words []string
		r.ForEach(func(_, each gjson.Result) bool {
			if each.Type != gjson.JSON {
				words = append(words, each.String())
			}
			return len(words) < maxListed
		})
		return strings.Join(words, ", ")
	case r.Type == gjson.Number:
		return r.Raw
	case r.Type == gjson.Null:
		return ""
	}
	return r.String()
}

// condition is "path=word|word", "path!=word" or "path" (true when it is there
// and neither false, 0 nor empty).
type condition struct {
	value expr
	words map[string]bool
	not   bool
}

func parseCondition(text string) (condition, error) {
	var c condition
	path, words := text, ""
	// The operator is the last "=" outside gjson's #(...).
	if at := strings.LastIndex(text, "="); at > strings.LastIndex(text, ")") {
		path, words = text[:at], text[at+1:]
		if path, c.not = strings.CutSuffix(path, "!"); path == "" {
			return c, fmt.Errorf("condition %q has no path", text)
		}
		c.words = map[string]bool{}
		for word := range strings.SplitSeq(words, "|") {
			c.words[strings.ToLower(strings.TrimSpace(word))] = true
		}
	}
	var err error
	c.value, err = parseExpr(path)
	return c, err
}

func (c condition) holds(item gjson.Result) bool {
	word := strings.ToLower(c.value.text(item))
	if c.words == nil {
		return word != "" && word != "false" && word != "0"
	}
	return c.words[word] != c.not
}

func all(conditions []condition, item gjson.Result) bool {
	for _, c := range conditions {
		if !c.holds(item) {
			return false
		}
	}
	return true
}

// layouts are the text forms of time met in the wild, the usual one first.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST",
	"2006-01-02 15:04:05.999999999", time.RFC1123Z, time.RFC1123, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"}

// timeOf reads a text time, or an epoch whose unit follows from its size
// (seconds with fractions, milliseconds, microseconds, nanoseconds). What is
// no time, or lies outside 1990 to 2200, is zero: "not told".
func timeOf(r gjson.Result) time.Time {
	var t time.Time
	switch r.Type {
	case gjson.Number:
		t = epoch(r.Num)
	case gjson.String:
		t = parseTime(r.Str)
	}
	if t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

func parseTime(text string) time.Time {
	if len(text) > 64 || text == "" {
		return time.Time{}
	}
	if text[0] != '-' && strings.Trim(text, "0123456789.") == "" {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return epoch(n)
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

func epoch(n float64) time.Time {
	if math.IsNaN(n) || n <= 0 || n > 8e18 {
		return time.Time{}
	}
	for _, unit := range []float64{1e17, 1e14, 1e11} {
		if n >= unit {
			seconds := n / (unit / 1e8)
			return time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
		}
	}
	return time.UnixMilli(int64(math.Round(n * 1000))).UTC()
}

// deepest bounds the nesting of an answer: gjson recurses.
const deepest = 200

// wellFormed tells whether body is JSON of bounded depth.
func wellFormed(body []byte) bool {
	depth, inside, escaped := 0, false, false
	for _, c := range body {
		switch {
		case inside:
			switch {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == '"':
				inside = false
			}
		case c == '"':
			inside = true
		case c == '{' || c == '[':
			if depth++; depth > deepest {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return depth == 0 && !inside && gjson.ValidBytes(body)
}
