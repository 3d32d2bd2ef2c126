package restsource

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Generic is the built-in profile that is told by params where things sit.
const Generic = "generic"

// Specialise writes what a source's params say of the generic profile as a
// profile of its own: the text of its file.
func Specialise(name string, params map[string]string) ([]byte, error) {
	generic, err := Builtin(Generic)
	if err != nil {
		return nil, err
	}
	if _, err := newPlan(generic, params); err != nil {
		return nil, err
	}
	said := map[string]string{}
	for param, about := range generic.Params {
		said[param] = about.Default
	}
	maps.Copy(said, params)
	w := &profileText{said: said}
	w.linef("# Where the alerts of %s sit. Paths are in gjson's syntax; turnaround config check reads this file.", name)
	w.set("title", name)
	w.list("volatile", said["volatile"])
	if said["header"] != "" {
		w.set("headers", map[string]string{said["header"]: said["header_value"]})
	}
	w.linef("\n[auth]")
	w.set("kind", generic.Auth.Kind)
	w.linef("\n[[list]]")
	w.texts("path", "items", "complete")
	w.linef("\n[fields]")
	w.texts("id", "title", "text", "severity", "service", "link", "starts_at", "ends_at")
	w.linef("\n[labels]")
	w.set("from", said["labels"])
	w.linef("\n[status]")
	w.set("value", said["status"])
	w.list("resolved", said["resolved"])
	w.list("acknowledged", said["acknowledged"])
	w.linef("\n[actions.cannot]")
	for _, verb := range slices.Sorted(maps.Keys(generic.Actions.Cannot)) {
		w.set(verb, "this profile only reads: add [actions.call."+verb+"] to act")
	}
	if w.err != nil {
		return nil, fmt.Errorf("write profile %s: %w", name, w.err)
	}
	if _, err := Parse(name, w.Bytes()); err != nil {
		return nil, err
	}
	return w.Bytes(), nil
}

// profileText is a profile's file as it is written.
type profileText struct {
	bytes.Buffer
	said map[string]string
	err  error
}

func (w *profileText) linef(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// set writes one key, unless its value is empty.
func (w *profileText) set(key string, value any) {
	if text, ok := value.(string); ok && text == "" {
		return
	}
	line, err := toml.Marshal(map[string]any{key: value})
	if err != nil {
		w.err = err
		return
	}
	if headers, ok := value.(map[string]string); ok {
		// A table within the top of the file has to be written inline.
		var pairs []string
		for name, each := range headers {
			pair, err := toml.Marshal(map[string]string{name: each})
			if err != nil {
				w.err = err
				return
			}
			pairs = append(pairs, strings.TrimSpace(string(pair)))
		}
		line = []byte(key + " = { " + strings.Join(pairs, ", ") + " }\n")
	}
	w.Write(line)
}

func (w *profileText) texts(keys ...string) {
	for _, key := range keys {
		w.set(key, w.said[key])
	}
}

// list writes words that are parted by commas.
func (w *profileText) list(key, words string) {
	var list []string
	for word := range strings.SplitSeq(words, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	if len(list) > 0 {
		w.set(key, list)
	}
}
