package restsource

import (
	"strings"

	"golang.org/x/net/html"
)

// plainText reduces HTML to its words: blocks become lines, scripts and
// styles go, no address is looked at. Text without markup passes unchanged.
func plainText(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	var b strings.Builder
	hidden := 0
	z := html.NewTokenizer(strings.NewReader(text))
	for b.Len() < maxText {
		switch z.Next() {
		case html.ErrorToken:
			return tidy(b.String())
		case html.TextToken:
			if hidden == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			hidden += hides(string(name))
			b.WriteString(breaks(string(name)))
		case html.EndTagToken:
			name, _ := z.TagName()
			hidden = max(0, hidden-hides(string(name)))
			b.WriteString(breaks(string(name)))
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			b.WriteString(breaks(string(name)))
		}
	}
	return tidy(b.String())
}

func hides(tag string) int {
	switch tag {
	case "script", "style", "head", "title", "template":
		return 1
	}
	return 0
}

func breaks(tag string) string {
	switch tag {
	case "p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote":
		return "\n"
	case "td", "th":
		return " "
	}
	return ""
}

// tidy drops the empty lines and spaces markup leaves.
func tidy(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
