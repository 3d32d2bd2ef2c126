package now

import (
	"encoding/json"
	"slices"
	"strings"

	"turnaround/ui/words"
)

// Keys of what is kept between two starts.
const (
	prefFolds = "now.folded"
	prefSaved = "now.searches"
	prefSplit = "now.split"
)

// The chips that are always there; a saved search is "q " and its query.
const (
	chipAll   = ""
	chipMine  = "mine"
	chipOwed  = "owed"
	savedMark = "q "
)

// filterMe asks for one's own incidents; the desk knows names alone. filterOwed
// asks for what owes its customers an update.
const (
	filterMe   = "who:me"
	filterOwed = "update:due"
)

// fixed is how many chips stand before the saved searches.
const fixed = 3

// saved is a search a person keeps.
type saved struct {
	Name  string `json:"name"`
	Query string `json:"query"`
}

// mostSaved bounds the chips beside the field.
const mostSaved = 12

// savedQuery is what a chip asks the desk for.
func savedQuery(chip string) string {
	if chip == chipOwed {
		return filterOwed
	}
	query, ok := strings.CutPrefix(chip, savedMark)
	if !ok {
		return ""
	}
	return query
}

// loadSaved reads the saved searches; what cannot be read is none.
func loadSaved(p Prefs) []saved {
	var all []saved
	if raw := p.String(prefSaved); raw == "" || json.Unmarshal([]byte(raw), &all) != nil {
		return nil
	}
	all = slices.DeleteFunc(all, func(s saved) bool { return strings.TrimSpace(s.Query) == "" })
	return all[:min(len(all), mostSaved)]
}

func storeSaved(p Prefs, all []saved) error {
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	p.SetString(prefSaved, string(raw))
	return nil
}

// loadFolds reads which sections are folded.
func loadFolds(p Prefs) map[string]bool {
	folded := map[string]bool{}
	for key := range strings.FieldsSeq(p.String(prefFolds)) {
		folded[key] = true
	}
	return folded
}

func storeFolds(p Prefs, folded map[string]bool) {
	var keys []string
	for key, on := range folded {
		if on && !strings.HasPrefix(key, "2") { // months come and go
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	p.SetString(prefFolds, strings.Join(keys, " "))
}

// toggled adds a filter to a query, in place of another of its kind, or takes
// it away.
func toggled(query, token string) string {
	fields := tokens(query)
	key, _, _ := strings.Cut(token, ":")
	had := slices.Contains(fields, token)
	fields = slices.DeleteFunc(fields, func(f string) bool { return strings.HasPrefix(f, key+":") })
	if !had {
		fields = append(fields, token)
	}
	return strings.Join(fields, " ")
}

func has(query, token string) bool { return slices.Contains(tokens(query), token) }

// tokens splits at spaces, but not within quotes.
func tokens(query string) []string {
	quoted := false
	return strings.FieldsFunc(query, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

// filters are what the filter menu offers, group by group.
type filterGroup struct {
	name   string
	tokens []filterToken
}

type filterToken struct{ name, token string }

func filterGroups(sources []string) []filterGroup {
	groups := []filterGroup{
		{words.T("Severity"), []filterToken{
			{words.T("SEV1 and SEV2"), "sev:1,2"}, {words.T("SEV1 only"), "sev:1"}, {words.T("SEV3 and SEV4"), "sev:3,4"}}},
		{words.T("Status"), []filterToken{
			{words.As("status", "Open"), "status:open"}, {words.T("Nobody has it"), "status:triggered"}, {words.T("Acknowledged"), "status:acknowledged"},
			{words.T("Snoozed"), "status:snoozed"}, {words.T("Resolved"), "status:resolved"}}},
		{words.T("Who has it"), []filterToken{{words.T("You"), filterMe}}},
		{words.T("Customers"), []filterToken{
			{words.T("Needs an update, now or soon"), filterOwed}, {words.T("No current update for 10 min"), "quiet:>10m"},
			{words.T("No current update for 1 h"), "quiet:>1h"}}},
		{words.T("Started"), []filterToken{
			{words.T("In the last 24 hours"), "after:1d"}, {words.T("In the last 7 days"), "after:7d"},
			{words.T("More than 30 days ago"), "before:30d"}}},
	}
	var from []filterToken
	for _, name := range sources[:min(len(sources), 8)] {
		token := "source:" + name
		if strings.ContainsAny(name, " \t") {
			token = `source:"` + name + `"`
		}
		if !strings.ContainsAny(name, "\"") {
			from = append(from, filterToken{name, token})
		}
	}
	if len(from) > 0 {
		groups = append(groups, filterGroup{words.T("Source"), from})
	}
	return groups
}
