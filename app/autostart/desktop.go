package autostart

import (
	"bufio"
	"strings"
)

// desktopFile is a file of the XDG autostart folder (Desktop Entry and Desktop
// Application Autostart specifications).
type desktopFile struct{ path string }

func (d desktopFile) where() string { return d.path }
func (d desktopFile) remove() error { return removeFile(d.path) }

func (d desktopFile) write(command []string) error {
	return writeFile(d.path, strings.Join([]string{
		"[Desktop Entry]",
		"Type=Application",
		"Name=Turnaround",
		"Comment=Rings when alerts fire",
		"Exec=" + d.line(command),
		"Icon=turnaround",
		"Terminal=false",
		"X-GNOME-Autostart-enabled=true",
		"",
	}, "\n"))
}

// line quotes each word, then escapes the value as the specification asks:
// once for the command line, once for the file.
func (d desktopFile) line(command []string) string {
	word := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`)
	words := make([]string, 0, len(command))
	for _, each := range command {
		words = append(words, `"`+word.Replace(each)+`"`)
	}
	return strings.ReplaceAll(strings.Join(words, " "), `\`, `\\`)
}

// read also understands a desktop's own switch, which keeps the file and says
// in it that it is off.
func (d desktopFile) read() (command string, on bool, err error) {
	text, err := readFile(d.path)
	if err != nil {
		return "", false, err
	}
	entry, off := false, false
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			entry = line == "[Desktop Entry]"
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !entry || !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "Exec":
			command = value
		case "Hidden":
			off = off || value == "true"
		case "X-GNOME-Autostart-enabled":
			off = off || value == "false"
		}
	}
	return command, command != "" && !off, lines.Err()
}
