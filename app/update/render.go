package update

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// otherwise begins a line that stands in for the one before where that is left out.
const otherwise = "|"

// render puts values into a body. A line is a sentence: where a value is
// missing, the whole line is left out, so that no stub stays. Lines of a
// paragraph run together; lists and headings keep theirs.
func render(body string, values map[string]string) string {
	var blocks []string
	for _, paragraph := range paragraphs(body) {
		if block := strings.Join(renderLines(paragraph, values), ""); block != "" {
			blocks = append(blocks, block)
		}
	}
	for i := 0; i < len(blocks); i++ {
		if heading(blocks[i]) && (i+1 == len(blocks) || heading(blocks[i+1])) {
			blocks = slices.Delete(blocks, i, i+1)
			i = max(-1, i-2)
		}
	}
	return strings.Join(blocks, "\n\n")
}

func paragraphs(body string) [][]string {
	var all [][]string
	var lines []string
	for line := range strings.Lines(body + "\n\n") {
		line = strings.TrimSpace(line)
		switch {
		case line != "":
			lines = append(lines, line)
		case len(lines) > 0:
			all, lines = append(all, lines), nil
		}
	}
	return all
}

func heading(block string) bool {
	return strings.HasPrefix(block, "#") && !strings.Contains(block, "\n")
}

var listed = regexp.MustCompile(`^(?:[-*•]|\d+[.)])\s`)

func renderLines(lines []string, values map[string]string) []string {
	var parts []string
	leftOut := false
	for _, line := range lines {
		if rest, alternative := strings.CutPrefix(line, otherwise); alternative {
			if !leftOut {
				continue
			}
			line = strings.TrimSpace(rest)
		}
		said, ok := renderLine(line, values)
		if leftOut = !ok; leftOut {
			continue
		}
		if len(parts) > 0 {
			before := parts[len(parts)-1]
			last := before[strings.LastIndex(before, "\n")+1:]
			if listed.MatchString(said) || listed.MatchString(last) {
				parts = append(parts, "\n")
			} else {
				parts = append(parts, " ")
			}
		}
		parts = append(parts, said)
	}
	return parts
}

// renderLine gives a line with its gaps filled, unless one cannot be.
func renderLine(line string, values map[string]string) (string, bool) {
	var b strings.Builder
	end := 0
	for _, span := range gap.FindAllStringSubmatchIndex(line, -1) {
		name := line[span[2]:span[3]]
		value := strings.TrimSpace(values[name])
		if value == "" {
			return "", false
		}
		b.WriteString(line[end:span[0]])
		end = span[1]
		if begins(line[:span[0]]) {
			value = capital(value)
		}
		switch {
		case end < len(line):
			value = strings.TrimRight(value, ".") // the line goes on
		case name != "title" && ends(line, span[0]):
			value = stopped(value)
		}
		b.WriteString(value)
	}
	b.WriteString(line[end:])
	return b.String(), true
}

// begins tells whether a sentence begins after what stands before.
func begins(before string) bool {
	before = strings.TrimSpace(before)
	return before == "" || strings.ContainsRune(".!?", rune(before[len(before)-1]))
}

// ends tells whether a value at the end of a line ends a sentence: where the
// line has words of its own, or is an answer that is one.
func ends(line string, at int) bool {
	return !strings.HasPrefix(line, "#") && (at == 0 || begins(line[:at]) || strings.Contains(line[:at], ": "))
}

// capital writes the first letter large, unless the word has its own way:
// iPhone, psp-eu-2, https://.
func capital(value string) string {
	word, _, _ := strings.Cut(value, " ")
	if strings.Contains(word, "://") || strings.Contains(word, "@") || strings.Contains(word, ".") && !strings.HasSuffix(word, ".") {
		return value
	}
	for _, r := range word[min(len(word), len(firstRune(word))):] {
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			return value
		}
	}
	return upperFirst(value)
}

func firstRune(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return word[:size]
}

// stopped ends a sentence that has no end; a name, an address or a list is none.
func stopped(value string) string {
	last, _ := utf8.DecodeLastRuneInString(value)
	words := strings.Fields(value)
	line := value[strings.LastIndex(value, "\n")+1:]
	if strings.ContainsRune(".!?:…)”“\"", last) || len(words) < 3 || listed.MatchString(line) {
		return value
	}
	return value + "."
}
