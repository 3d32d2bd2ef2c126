package drill

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// Scenario is a scripted outage. Scenarios are data: see docs/drills.md.
type Scenario struct {
	Name   string `toml:"name"`
	Title  string `toml:"title"`
	About  string `toml:"about"`
	Length span   `toml:"length"`
	// Page is the practice status page's name, Customers who gets mail; both
	// have a default.
	Page      string    `toml:"page"`
	Customers []string  `toml:"customers"`
	Services  []Service `toml:"service"`
	Alerts    []Alert   `toml:"alert"`
	Mails     []Mail    `toml:"mail"`
	Steps     []Step    `toml:"step"`
}

// Service is what customers know of something alerts are about.
type Service struct {
	Name           string `toml:"name"`      // as the alerts' label "service" says
	Say            string `toml:"say"`       // the customers' words for it
	Component      string `toml:"component"` // of the practice page; "": none
	CustomerFacing bool   `toml:"customer_facing"`
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
	// Contacts is how many practice customers write to support, if the page
	// tells them nothing by then.
	Contacts int `toml:"contacts"`
	// Unless is done for the person who did not: "acknowledge" or "resolve".
	Unless string `toml:"unless"`
	// Awaits: the step waits until a promise to customers that is due soon was
	// kept or has rung.
	Awaits bool `toml:"awaits_promise"`
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
	if s.Page == "" {
		s.Page = "Practice status"
	}
	if len(s.Customers) == 0 {
		s.Customers = []string{"anna@customers.example", "carlos@customers.example", "mei@customers.example"}
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
	if err := s.checkCustomers(); err != nil {
		return err
	}
	return s.checkSteps(alerts, mails)
}

// checkCustomers: customers' addresses and services are what they are said to be.
func (s *Scenario) checkCustomers() error {
	if len(s.Customers) > mostCustomers {
		return fmt.Errorf("customers: %d are named; at most %d get mail", len(s.Customers), mostCustomers)
	}
	for n, address := range s.Customers {
		if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
			return fmt.Errorf("customers: the %d. is no address like name@customers.example", n+1)
		}
	}
	names := map[string]bool{}
	for n, service := range s.Services {
		if service.Name == "" {
			return fmt.Errorf("service %d: needs a name", n+1)
		}
		if names[strings.ToLower(service.Name)] {
			return fmt.Errorf("service %d: there are two of the name %q", n+1, service.Name)
		}
		names[strings.ToLower(service.Name)] = true
	}
	return nil
}

// mostCustomers bounds who gets mail.
const mostCustomers = 50

func (s *Scenario) checkSteps(alerts, mails map[string]bool) error {
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
		if step.Contacts < 0 || step.Contacts > 1000 {
			return fmt.Errorf("step %d: contacts is 0 to 1000", n+1)
		}
		if step.Unless != "" && step.Unless != "acknowledge" && step.Unless != "resolve" {
			return fmt.Errorf("step %d: unless is \"acknowledge\" or \"resolve\"", n+1)
		}
	}
	return nil
}

// Components names what the practice page lists, each once.
func (s *Scenario) Components() []string {
	var names []string
	for _, service := range s.Services {
		if service.Component != "" && !slices.Contains(names, service.Component) {
			names = append(names, service.Component)
		}
	}
	return names
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
