package parts

import (
	"strings"

	"turnaround/ui/look"
)

// breakLines breaks a text into lines of at most width, at spaces where it can.
func breakLines(text string, width, size float32, bold bool) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, breakParagraph(paragraph, width, size, bold)...)
	}
	return lines
}

func breakParagraph(text string, width, size float32, bold bool) []string {
	fits := func(s string) bool { return look.Measure(s, size, bold).Width <= width+0.05 }
	var lines []string
	now := ""
	for word := range strings.SplitSeq(text, " ") {
		switch {
		case now != "" && fits(now+" "+word):
			now += " " + word
			continue
		case now != "":
			lines = append(lines, now)
		}
		for now = word; now != "" && !fits(now); {
			n := fitting(now, fits)
			lines = append(lines, now[:n])
			now = now[n:]
		}
	}
	return append(lines, now)
}

// fitting is how many bytes of a word fit, at least one character.
func fitting(word string, fits func(string) bool) int {
	last := len(word)
	for n := range word {
		if n == 0 {
			continue
		}
		if !fits(word[:n]) {
			break
		}
		last = n
	}
	if last == len(word) { // not even one character fits
		for n := range word {
			if n > 0 {
				return n
			}
		}
	}
	return last
}
