package drill

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// Scenario is a scripted outage. Scenarios are data: see docs/drills.md.
type Scenario struct {
	Name   string  `toml:"name"`
	Title  string  `toml:"title"`
	About  string  `toml:"about"`
	Length span    `toml:"length"`
	Alerts []Alert `toml:"alert"`
	Mails  []Mail  `toml:"mail"`
	Steps  []Step  `toml:"step"`
}

// Alert is one alert steps can fire and clear.
type Alert struct {
	ID          string            `toml:"id"`
	Labels      map[string]string `toml:"labels"`
	Annotations map[string]string `toml:"annotations"`
}

// Mail is one mail a step can deliver. {{when}} in the body is the time.
type Mail struct {
	ID      string `toml:"id"`
	From    string `toml:"from"`
	Subject string `toml:"subject"`
	Body    string `toml:"body"`
}

// Step is what happens at one time.
type Step struct {
	At      span     `toml:"at"`
	Say     string   `toml:"say"`
	Fire    []string `toml:"fire"`
	Clear   []string `toml:"clear"`
	Mail    []string `toml:"mail"`
	Silence []string `toml:"silence"` // a colleague silences these
	By      string   `toml:"by"`
	Comment string   `toml:"comment"`
	// Unless is done for the person who did not: "acknowledge" or "resolve".
	Unless string `toml:"unless"`
}

// span reads "90s" in TOML.
type span time.Duration

// UnmarshalText reads a duration.
func (s *span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*s = span(d)
	return err
}

// maxScenario bounds a scenario file.
const maxScenario = 1 << 20

// Load reads one scenario. An unknown key, a step out of order or an ID that
// names nothing is an error that says where.
func Load(fsys fs.FS, name string) (Scenario, error) {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Scenario{}, fmt.Errorf("drill: read scenario: %w", err)
	}
	s, err := Parse(raw)
	if err != nil {
		return Scenario{}, fmt.Errorf("drill: scenario %s: %w", name, err)
	}
	return s, nil
}

// Parse reads and checks a scenario.
func Parse(raw []byte) (Scenario, error) {
	var s Scenario
	if len(raw) > maxScenario {
		return s, fmt.Errorf("is %d bytes long; at most %d are read", len(raw), maxScenario)
	}
	decoder := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		if strict, ok := err.(*toml.StrictMissingError); ok {
			return s, fmt.Errorf("unknown key:\n%s", strict.String())
		}
		return s, err
	}
	return s, s.check()
}

func (s *Scenario) check() error {
	if s.Name == "" || s.Title == "" || s.Length <= 0 || s.Length > span(24*time.Hour) {
		return fmt.Errorf("name, title and length (up to 24h) are needed")
	}
	alerts, mails := map[string]bool{}, map[string]bool{}
	for n, a := range s.Alerts {
		if a.ID == "" || a.Labels["alertname"] == "" {
			return fmt.Errorf("alert %d: needs an id and labels with alertname", n+1)
		}
		if alerts[a.ID] {
			return fmt.Errorf("alert %d: there are two of the id %q", n+1, a.ID)
		}
		alerts[a.ID] = true
	}
	for n, m := range s.Mails {
		if m.ID == "" || m.From == "" || m.Subject == "" {
			return fmt.Errorf("mail %d: needs id, from and subject", n+1)
		}
		if mails[m.ID] {
			return fmt.Errorf("mail %d: there are two of the id %q", n+1, m.ID)
		}
		mails[m.ID] = true
	}
	last := span(0)
	for n, step := range s.Steps {
		if step.At < last || step.At > s.Length {
			return fmt.Errorf("step %d at %s: steps go forward in time, up to the length of %s",
				n+1, time.Duration(step.At), time.Duration(s.Length))
		}
		last = step.At
		for _, id := range join(step.Fire, step.Clear, step.Silence) {
			if !alerts[id] {
				return fmt.Errorf("step %d names alert %q, which is not there", n+1, id)
			}
		}
		for _, id := range step.Mail {
			if !mails[id] {
				return fmt.Errorf("step %d names mail %q, which is not there", n+1, id)
			}
		}
		if len(step.Silence) > 0 && (step.By == "" || step.Comment == "") {
			return fmt.Errorf("step %d: a silence needs by and comment", n+1)
		}
		if step.Unless != "" && step.Unless != "acknowledge" && step.Unless != "resolve" {
			return fmt.Errorf("step %d: unless is \"acknowledge\" or \"resolve\"", n+1)
		}
	}
	return nil
}

func join(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func (s *Scenario) alert(id string) Alert {
	for _, a := range s.Alerts {
		if a.ID == id {
			return a
		}
	}
	return Alert{}
}

// render writes a mail as it would arrive.
func (m Mail) render(at time.Time, serial int) []byte {
	body := strings.ReplaceAll(m.Body, "{{when}}", at.UTC().Format("2006-01-02 15:04:05 -0700"))
	lines := []string{
		"From: " + oneLine(m.From), "To: oncall@shop.example", "Subject: " + oneLine(m.Subject),
		"Date: " + at.UTC().Format(time.RFC1123Z),
		fmt.Sprintf("Message-ID: <%d.%d@drill.example>", at.UnixNano(), serial),
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", body,
	}
	text := strings.ReplaceAll(strings.Join(lines, "\n"), "\r\n", "\n")
	return []byte(strings.ReplaceAll(text, "\n", "\r\n"))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
