package secret

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Struck stands where a secret stood.
const Struck = "[redacted]"

// minKnown is the shortest value that is struck out: shorter ones would tear
// holes into ordinary words.
const minKnown = 4

// Redactor knows secret values and strikes them out of texts. Its methods may
// be called at the same time; a nil one changes nothing.
type Redactor struct {
	mu       sync.RWMutex
	values   []string
	replacer *strings.Replacer
}

// Add makes values known, also in the spellings addresses, JSON and basic
// authentication give them. Every line of one with several is known by itself.
func (r *Redactor) Add(values ...string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, value := range values {
		for _, v := range append(strings.Split(value, "\n"), value) {
			for _, spelling := range spellings(strings.TrimSpace(v)) {
				if len(spelling) >= minKnown && !slices.Contains(r.values, spelling) {
					r.values = append(r.values, spelling)
				}
			}
		}
	}
	// The replacer takes the first of its words that fits: longest first.
	slices.SortFunc(r.values, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(r.values))
	for _, v := range r.values {
		pairs = append(pairs, v, Struck)
	}
	r.replacer = strings.NewReplacer(pairs...)
}

func spellings(v string) []string {
	if len(v) < minKnown {
		return nil
	}
	all := []string{v, url.QueryEscape(v), url.PathEscape(v), base64.StdEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(v))}
	if quoted, err := json.Marshal(v); err == nil {
		all = append(all, strings.Trim(string(quoted), `"`))
	}
	return all
}

// AddLogin makes a name and password known together, as basic authentication
// sends them.
func (r *Redactor) AddLogin(name, password string) {
	r.Add(password, name+":"+password)
}

// Redact strikes every known value out of a text.
func (r *Redactor) Redact(text string) string {
	if r == nil {
		return text
	}
	r.mu.RLock()
	replacer := r.replacer
	r.mu.RUnlock()
	if replacer == nil {
		return text
	}
	return replacer.Replace(text)
}

// Writer strikes known values out of everything written through it. Each
// Write is looked at by itself, so w gets whole lines only when the caller
// writes whole lines, as slog does.
func (r *Redactor) Writer(w io.Writer) io.Writer { return redacting{r, w} }

type redacting struct {
	known *Redactor
	to    io.Writer
}

func (w redacting) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, w.known.Redact(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
