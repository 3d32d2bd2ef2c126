package autostart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// agent is a LaunchAgent of macOS: launchd starts it when its user signs in.
type agent struct{ path string }

func (a agent) where() string { return a.path }
func (a agent) remove() error { return removeFile(a.path) }

const plistHead = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + label + `</string>
	<key>ProgramArguments</key>
	<array>
`

const plistTail = `	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>ProcessType</key>
	<string>Interactive</string>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
</dict>
</plist>
`

func (a agent) write(command []string) error {
	var b strings.Builder
	b.WriteString(plistHead)
	for _, word := range command {
		b.WriteString("\t\t<string>")
		if err := xml.EscapeText(&b, []byte(word)); err != nil {
			return err
		}
		b.WriteString("</string>\n")
	}
	b.WriteString(plistTail)
	return writeFile(a.path, b.String())
}

func (a agent) line(command []string) string {
	quoted := make([]string, 0, len(command))
	for _, word := range command {
		if strings.ContainsAny(word, " '\"\\") {
			word = fmt.Sprintf("%q", word)
		}
		quoted = append(quoted, word)
	}
	return strings.Join(quoted, " ")
}

// read walks the property list's top level: a key, then its value.
func (a agent) read() (command string, on bool, err error) {
	text, err := readFile(a.path)
	if text == "" || err != nil {
		return "", false, err
	}
	var words []string
	starts, disabled, key := false, false, ""
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", false, fmt.Errorf("%s is no property list: %w", a.path, err)
		}
		tag, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch tag.Name.Local {
		case "key":
			err = d.DecodeElement(&key, &tag)
		case "string":
			var word string
			if err = d.DecodeElement(&word, &tag); key == "ProgramArguments" || key == "Program" {
				words = append(words, word)
			}
		case "true":
			starts = starts || key == "RunAtLoad"
			disabled = disabled || key == "Disabled"
		}
		if err != nil {
			return "", false, fmt.Errorf("%s is no property list: %w", a.path, err)
		}
	}
	return a.line(words), len(words) > 0 && starts && !disabled, nil
}
