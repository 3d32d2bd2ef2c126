// Package gitleaks finds keys and tokens in texts by the rules that gitleaks
// publishes. Rules that need a file's name are left out: a text has none.
package gitleaks

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
	"github.com/zricethezav/gitleaks/v8/config"
)

// Key is where a key stands in a text, in bytes, and the rule that knows it.
type Key struct {
	From, To int
	Rule     string
}

// most is how many keys of one rule are told.
const most = 20

type allowlist struct {
	Condition string   `toml:"condition"`
	Target    string   `toml:"regexTarget"`
	Regexes   []string `toml:"regexes"`
	Stopwords []string `toml:"stopwords"`
	Paths     []string `toml:"paths"`
}

type rule struct {
	ID         string      `toml:"id"`
	Regex      string      `toml:"regex"`
	Path       string      `toml:"path"`
	Entropy    float64     `toml:"entropy"`
	Group      int         `toml:"secretGroup"`
	Keywords   []string    `toml:"keywords"`
	Allowlists []allowlist `toml:"allowlists"`

	// patterns are made when a keyword is met: most rules never are.
	once    sync.Once
	pattern *regexp.Regexp
	allowed []allowed
	err     error
}

// allowed is an allow-list ready to be asked.
type allowed struct {
	patterns  []*regexp.Regexp
	stopwords []string
	target    string
}

type rules struct {
	global allowed
	all    []*rule
}

var read = sync.OnceValues(func() (rules, error) {
	var file struct {
		Allowlist allowlist `toml:"allowlist"`
		Rules     []*rule   `toml:"rules"`
	}
	if err := toml.NewDecoder(strings.NewReader(config.DefaultConfig)).Decode(&file); err != nil {
		return rules{}, fmt.Errorf("read the rules of gitleaks: %w", err)
	}
	global, err := file.Allowlist.ready()
	if err != nil {
		return rules{}, err
	}
	set := rules{global: global}
	for _, r := range file.Rules {
		if r.Regex != "" && r.Path == "" {
			set.all = append(set.all, r)
		}
	}
	return set, nil
})

func (a allowlist) ready() (allowed, error) {
	made := allowed{stopwords: a.Stopwords, target: a.Target}
	for _, text := range a.Regexes {
		pattern, err := regexp.Compile(text)
		if err != nil {
			return allowed{}, fmt.Errorf("read the rules of gitleaks: %w", err)
		}
		made.patterns = append(made.patterns, pattern)
	}
	return made, nil
}

// Find gives the keys in a text. It fails only where the built-in rules cannot be read.
func Find(text string) ([]Key, error) {
	set, err := read()
	if err != nil {
		return nil, err
	}
	var keys []Key
	lower := strings.ToLower(text)
	for _, r := range set.all {
		if !r.named(lower) {
			continue
		}
		if err := r.ready(); err != nil {
			return nil, err
		}
		keys = append(keys, r.find(text, set.global)...)
	}
	return keys, nil
}

// named tells whether a text holds one of the rule's keywords.
func (r *rule) named(lower string) bool {
	for _, word := range r.Keywords {
		if strings.Contains(lower, strings.ToLower(word)) {
			return true
		}
	}
	return len(r.Keywords) == 0
}

func (r *rule) ready() error {
	r.once.Do(func() {
		if r.pattern, r.err = regexp.Compile(r.Regex); r.err != nil {
			return
		}
		for _, a := range r.Allowlists {
			// One that asks for a file too never holds for a text.
			if len(a.Regexes)+len(a.Stopwords) == 0 || a.Condition == "AND" && len(a.Paths) > 0 {
				continue
			}
			made, err := a.ready()
			if err != nil {
				r.err = err
				return
			}
			r.allowed = append(r.allowed, made)
		}
	})
	if r.err != nil {
		return fmt.Errorf("read the rule %s of gitleaks: %w", r.ID, r.err)
	}
	return nil
}

func (r *rule) find(text string, global allowed) []Key {
	var keys []Key
	for _, hit := range r.pattern.FindAllStringSubmatchIndex(text, -1) {
		from, to := secretOf(hit, r.Group)
		secret, match := text[from:to], text[hit[0]:hit[1]]
		if r.Entropy > 0 && Entropy(secret) <= r.Entropy || global.allows(secret, match, match) {
			continue
		}
		line := lineOf(text, hit[0], hit[1])
		allowed := false
		for _, a := range r.allowed {
			allowed = allowed || a.allows(secret, match, line)
		}
		if allowed {
			continue
		}
		if keys = append(keys, Key{from, to, r.ID}); len(keys) == most {
			break
		}
	}
	return keys
}

// secretOf is the group that holds the key: the one that is named, else the
// first that took part.
func secretOf(hit []int, group int) (from, to int) {
	if group > 0 && 2*group+1 < len(hit) && hit[2*group] >= 0 {
		return hit[2*group], hit[2*group+1]
	}
	for n := 2; n+1 < len(hit); n += 2 {
		if hit[n] >= 0 && hit[n+1] > hit[n] {
			return hit[n], hit[n+1]
		}
	}
	return hit[0], hit[1]
}

func lineOf(text string, from, to int) string {
	begin := strings.LastIndexByte(text[:from], '\n') + 1
	if end := strings.IndexByte(text[to:], '\n'); end >= 0 {
		return text[begin : to+end]
	}
	return text[begin:]
}

func (a allowed) allows(secret, match, line string) bool {
	target := map[string]string{"match": match, "line": line}[a.target]
	if target == "" {
		target = secret
	}
	for _, p := range a.patterns {
		if p.MatchString(target) {
			return true
		}
	}
	lower := strings.ToLower(secret)
	for _, word := range a.stopwords {
		if strings.Contains(lower, strings.ToLower(word)) {
			return true
		}
	}
	return false
}

// Entropy is how many bits a letter of a text carries: words 2 to 3, keys 3.5
// and more.
func Entropy(text string) float64 {
	count := map[rune]int{}
	all := 0
	for _, r := range text {
		count[r]++
		all++
	}
	bits := 0.0
	for _, n := range count {
		share := float64(n) / float64(all)
		bits -= share * math.Log2(share)
	}
	return bits
}
