package imapsource

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// hint names the mailboxes that may be meant.
func hint(want string, names []string) string {
	if len(names) == 0 {
		return "check the mailbox at the end of the address"
	}
	close := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return distance(want, n) > 2 })
	slices.SortStableFunc(close, func(a, b string) int { return cmp.Compare(distance(want, a), distance(want, b)) })
	word := "did you mean "
	if len(close) == 0 {
		close, word = names, "there are "
	}
	more := ""
	if len(close) > 5 {
		close, more = close[:5], ", ..."
	}
	quoted := make([]string, len(close))
	for n, name := range close {
		quoted[n] = quote(name)
	}
	return word + strings.Join(quoted, ", ") + more
}

func quote(name string) string { return strconv.Quote(clean(name)) }

// distance is how far a mailbox's name is from the one wanted: 0 for the same
// last part ("INBOX.Alerts" for "alerts"), else the letters to be changed.
func distance(want, name string) int {
	want, name = strings.ToLower(want), strings.ToLower(name)
	last := func(s string) string { return s[strings.LastIndexAny(s, "/.")+1:] }
	if last(want) == last(name) {
		return 0
	}
	return min(changes(clip(want), clip(name)), changes(clip(last(want)), clip(last(name))))
}

func clip(s string) string { return s[:min(len(s), 64)] }

// changes is the Levenshtein distance, in bytes.
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
