// Package settings is the screen of the settings: sources, on call,
// notifications, look, data, about. What a person changes is written to the
// file the commands read, comments kept, and applies at once.
package settings

import (
	"context"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/health"
	"turnaround/app/page"
	"turnaround/app/secret"
)

// Core is what these pages need of the running app. It is called from any
// goroutine; what takes a context may wait for disk, network or a person.
type Core interface {
	Sourcing
	Paging
	Keeping
	// Config is the configuration in use.
	Config() config.Config
	// Reconfigure applies a changed configuration.
	Reconfigure(ctx context.Context, c config.Config) error
}

// Sourcing concerns where alerts come from.
type Sourcing interface {
	// Sources tells how every configured source stands.
	Sources() []Source
	// Try contacts a source that may not be saved yet. secret is what was
	// typed for it; "": what its reference gives.
	Try(ctx context.Context, s config.Source, secret string) Trial
	// Sample gives the source's raw answer.
	Sample(ctx context.Context, s config.Source, secret string) ([]byte, error)
	// Map reads a sample as the source's params say.
	Map(s config.Source, sample []byte) ([]Mapped, error)
	// SetSecret keeps a secret where ref says, or where it can, and tells.
	SetSecret(ctx context.Context, ref, value string) (Secret, error)
	// SignIn has a person sign in to a mailbox with its provider.
	SignIn(ctx context.Context, source string, prompt func(Prompt)) error
}

// Paging concerns what rings.
type Paging interface {
	// Duty tells whether the person is on call; Shifts are those known.
	Duty() duty.State
	Shifts() []duty.Shift
	// TestPage rings as a real SEV1 would.
	TestPage(ctx context.Context) (page.Trial, error)
	// Proof is what the test pages so far prove.
	Proof(ctx context.Context) (Proof, error)
	// Play plays one of the sounds once.
	Play(ctx context.Context, sound string, volume int) error
}

// Keeping concerns the data on this computer.
type Keeping interface {
	Places() config.Places
	// DataKey tells which key encrypts the data.
	DataKey() secret.Kept
	Held() Held
	Export(ctx context.Context, o Export, done func(int)) (int, error)
	Import(ctx context.Context, path, passphrase string, done func(int)) (Imported, error)
}

// Source is one configured source as it stands.
type Source struct {
	health.Status
	Profile  string
	Team     string // the team file it comes from; "": the person's own
	Disabled bool
	Push     bool              // the server tells by itself
	Can      map[string]string // verb to what it does there
	Cannot   map[string]string // verb to why not
	Day      []Stretch         // the contact of the last 24 h
}

// Contact is how contact with a source stood for a while.
type Contact int

// The kinds of contact.
const (
	Unknown Contact = iota // the app did not run, or the source was not there
	Good
	Slow
	None
)

// Stretch is a while of one kind of contact.
type Stretch struct {
	From, To time.Time
	Contact  Contact
}

// Trial is what a live test of a source brought.
type Trial struct {
	OK         bool
	Latency    time.Duration
	Firing     int
	Silenced   int      // of those, by a silence or an inhibition
	Heartbeats []string // alerts found that are made to fire always
	Words      []Word   // the severities it says
	Can        map[string]string
	Cannot     map[string]string
	Kind       string // of fault: dns, tls, auth, missing, answer, folder, refused, timeout, other
	Error      string // in the server's or the system's words
	Fix        string // what helps, in the core's words
}

// Word is a severity as the source says it, with how often, and what it is
// taken for where nothing else is said; 0: hidden.
type Word struct {
	Text  string
	Count int
	Taken int
}

// Mapped is one alert as a mapping reads it.
type Mapped struct {
	ID, Title, Severity, Service, Status string
	Since                                time.Time
}

// Secret is where a secret was kept.
type Secret struct {
	Ref  string // the reference to write down
	Note string // why it is not where it was asked to be
}

// Prompt is what a person has to do to sign in.
type Prompt struct {
	URL   string // to be opened in a browser
	Code  string // to be entered there; "" where the browser comes back by itself
	Until time.Time
}

// Proof is what the test pages of the last days prove.
type Proof struct {
	Last time.Time // the last that arrived whole
	Days int       // days on which one did ...
	Plan int       // ... of so many
}

// Held is what the store holds.
type Held struct {
	Incidents int
	Bytes     int64
	Encrypted bool
}

// Export says what goes into an archive.
type Export struct {
	Path       string
	People     bool
	Passphrase string
}

// Imported counts what an archive brought.
type Imported struct{ Incidents, Entries, Known int }
