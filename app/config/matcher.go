package config

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Matcher compares one label of an alert, with Alertmanager's syntax and
// meaning: name="v", name!="v", name=~"re", name!~"re". A missing label is
// the empty text; a regular expression (RE2) has to match the whole value.
type Matcher struct {
	Name  string
	Op    string // =, !=, =~, !~
	Value string
	re    *regexp.Regexp
}

// Matchers have to match all together.
type Matchers []Matcher

// maxMatcher bounds the text of one matcher, in bytes.
const maxMatcher = 1000

var errMatcher = errors.New(`is no matcher such as severity="critical" or team=~"web|shop"`)

// ParseMatcher reads one matcher. Quotes may be left out around a value
// without spaces, commas and quotes.
func ParseMatcher(text string) (Matcher, error) {
	m, rest, err := scanMatcher(text)
	if err != nil {
		return Matcher{}, err
	}
	if rest != "" {
		return Matcher{}, fmt.Errorf("%q %w", clip(text), errMatcher)
	}
	return m, nil
}

// ParseMatchers reads one or several matchers with commas between them,
// in braces or not.
func ParseMatchers(text string) (Matchers, error) {
	rest := strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(rest, "{"); ok {
		if rest, ok = strings.CutSuffix(inner, "}"); !ok {
			return nil, fmt.Errorf("%q misses its closing brace", clip(text))
		}
	}
	var all Matchers
	for {
		m, left, err := scanMatcher(rest)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
		if left == "" {
			return all, nil
		}
		next, ok := strings.CutPrefix(left, ",")
		if !ok {
			return nil, fmt.Errorf("%q %w", clip(text), errMatcher)
		}
		rest = next
	}
}

// scanMatcher reads a matcher at the start of text and gives what is left.
func scanMatcher(text string) (m Matcher, rest string, err error) {
	bad := fmt.Errorf("%q %w", clip(text), errMatcher)
	rest = strings.TrimSpace(text)
	n := strings.IndexFunc(rest, func(r rune) bool { return !labelRune(r) })
	if n <= 0 {
		return m, "", bad
	}
	m.Name, rest = rest[:n], strings.TrimLeft(rest[n:], " \t")
	for _, op := range []string{"=~", "!~", "!=", "="} {
		if tail, ok := strings.CutPrefix(rest, op); ok {
			m.Op, rest = op, strings.TrimLeft(tail, " \t")
			break
		}
	}
	if m.Op == "" {
		return m, "", bad
	}
	if m.Value, rest, err = scanValue(rest); err != nil {
		return m, "", bad
	}
	if len(m.Name)+len(m.Value) > maxMatcher {
		return m, "", fmt.Errorf("%q is longer than %d bytes", clip(text), maxMatcher)
	}
	if strings.HasSuffix(m.Op, "~") {
		// The dot takes line ends too, as in Prometheus 3.
		if m.re, err = regexp.Compile("^(?s:" + m.Value + ")$"); err != nil {
			return m, "", fmt.Errorf("%q is no regular expression: %w", clip(m.Value), err)
		}
	}
	return m, strings.TrimSpace(rest), nil
}

func labelRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_.:/-", r)
}

func scanValue(text string) (value, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		n := strings.IndexAny(text, ", \t\"'{}\n\r")
		if n < 0 {
			n = len(text)
		}
		if n == 0 {
			return "", "", errMatcher
		}
		return text[:n], text[n:], nil
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			return b.String(), text[i+1:], nil
		case '\\':
			i++
			if i == len(text) {
				return "", "", errMatcher
			}
			switch text[i] {
			case 'n':
				b.WriteByte('\n')
			case '"', '\\':
				b.WriteByte(text[i])
			default:
				// A backslash of the regular expression, as in "\d+".
				b.WriteByte('\\')
				b.WriteByte(text[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errMatcher
}

// Matches compares the matcher with an alert's labels.
func (m Matcher) Matches(labels map[string]string) bool {
	v := labels[m.Name]
	switch m.Op {
	case "=":
		return v == m.Value
	case "!=":
		return v != m.Value
	case "=~":
		return m.re != nil && m.re.MatchString(v)
	case "!~":
		return m.re != nil && !m.re.MatchString(v)
	}
	return false
}

// String is text ParseMatcher reads back.
func (m Matcher) String() string {
	if m.re == nil && !strings.ContainsFunc(m.Value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return m.Name + m.Op + strconv.Quote(m.Value)
	}
	return m.Name + m.Op + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(m.Value) + `"`
}

// Matches tells whether all of them match.
func (all Matchers) Matches(labels map[string]string) bool {
	for _, m := range all {
		if !m.Matches(labels) {
			return false
		}
	}
	return true
}

// Filter says which alerts of a source are taken in.
type Filter struct {
	match, drop []Matchers
}

// Filter compiles the source's match and drop.
func (s Source) Filter() (Filter, error) {
	var f Filter
	for _, part := range []struct {
		texts []string
		into  *[]Matchers
	}{{s.Match, &f.match}, {s.Drop, &f.drop}} {
		for _, text := range part.texts {
			m, err := ParseMatchers(text)
			if err != nil {
				return Filter{}, fmt.Errorf("filter of source %s: %w", s.Name, err)
			}
			*part.into = append(*part.into, m)
		}
	}
	return f, nil
}

// Keeps tells whether an alert with these labels is taken in: every line of
// match holds, and no line of drop.
func (f Filter) Keeps(labels map[string]string) bool {
	for _, m := range f.match {
		if !m.Matches(labels) {
			return false
		}
	}
	for _, m := range f.drop {
		if m.Matches(labels) {
			return false
		}
	}
	return true
}
