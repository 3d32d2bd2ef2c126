package autostart

import "strings"

// runKey is the Run key of Windows' registry.
type runKey struct{ keys Keys }

func (r runKey) where() string { return `HKEY_CURRENT_USER\` + runPath + `\` + keyName }

const runPath = `Software\Microsoft\Windows\CurrentVersion\Run`

func (r runKey) write(command []string) error {
	if err := r.keys.Set(keyName, r.line(command)); err != nil {
		return err
	}
	return r.keys.Approve(keyName)
}

func (r runKey) remove() error { return r.keys.Delete(keyName) }

func (r runKey) read() (command string, on bool, err error) {
	command, there, err := r.keys.Get(keyName)
	if !there || err != nil {
		return "", false, err
	}
	off, err := r.keys.Refused(keyName)
	return command, !off, err
}

// line quotes as CommandLineToArgvW reads: backslashes are doubled before a
// quote alone.
func (r runKey) line(command []string) string {
	words := make([]string, 0, len(command))
	for n, word := range command {
		if n > 0 && word != "" && !strings.ContainsAny(word, " \t\"") {
			words = append(words, word)
			continue
		}
		var b strings.Builder
		b.WriteByte('"')
		slashes := 0
		for _, c := range word {
			switch c {
			case '\\':
				slashes++
			case '"':
				b.WriteString(strings.Repeat(`\`, slashes+1))
				slashes = 0
			default:
				slashes = 0
			}
			b.WriteRune(c)
		}
		b.WriteString(strings.Repeat(`\`, slashes))
		b.WriteByte('"')
		words = append(words, b.String())
	}
	return strings.Join(words, " ")
}
