package text

import (
	"fmt"
	"strings"
)

// DidYouMean is the remedy for an unknown word.
func DidYouMean(name string, words []string) string {
	if w := Nearest(name, words); w != "" {
		return fmt.Sprintf("did you mean %q?", w)
	}
	return "known are " + strings.Join(words, ", ")
}

// Nearest gives the word closest to a misspelt name, or "" when none is close.
func Nearest(name string, words []string) string {
	best, found := max(2, len(name)/3)+1, ""
	for _, w := range words {
		if d := distance(strings.ToLower(name), w, best); d < best {
			best, found = d, w
		}
	}
	return found
}

// distance counts the edits (insert, delete, replace, swap of neighbours)
// from a to b, or gives limit when there are at least so many.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
