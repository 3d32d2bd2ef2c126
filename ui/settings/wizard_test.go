package settings

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/ui/look"
)

const kept = "# mine\n[duty]\nmode = \"always\" # for now\n"

// begin opens the wizard at a kind of source.
func begin(t *testing.T, text, profile string) *stage {
	t.Helper()
	c := newCore(t, text)
	c.load()
	s := newStage(t, c, look.Wide)
	s.press("Add a source")
	s.sources().wizard.choose(profile)
	return s
}

// finish goes from Connect to the end.
func (s *stage) finish() {
	s.t.Helper()
	w := s.sources().wizard
	w.next()
	if w.step != stepMap {
		s.t.Fatalf("it stays at step %d:\n%s", w.step, said(s.Content()))
	}
	w.next()
	s.until("the trial", func() bool { return w.trial != nil })
	w.next()
	s.until("the wizard to close", func() bool { return s.sources().wizard == nil })
}

func TestAnAlertmanagerIsAdded(t *testing.T) {
	s := begin(t, kept, alertmanager)
	s.core.trial = Trial{Latency: 240 * time.Millisecond, Firing: 9, Silenced: 3, Watchdogs: []string{"Watchdog"}}
	s.fill(fieldName, "us-prod")
	s.fill(fieldAddress, "alerts-us.example.org")
	s.pick("Sign in with", "Token")
	s.fill(fieldSecret, "s3cr3t-token")
	s.tick("acknowledge")
	s.mustShow("Acknowledge sets a 2 h silence there, on the exact labels of the alerts present, and extends it while they fire and this app runs.")
	s.press("Test connection")
	s.until("the trial", func() bool { return s.sources().wizard.trial != nil })
	s.mustShow("Connected in 240 ms", "9 alerts: listed, they do not ring", "new ones ring while you are on call",
		"3, under Snoozed with by whom and until when", "Watchdog found: its absence is the alarm")
	hold(t, "the trial was not of what was typed", s.core.typed[0] == "s3cr3t-token" && s.core.tried[0].URL.First() == "https://alerts-us.example.org")
	s.finish()
	got, err := config.Load(s.core.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	src := got.Sources[0]
	hold(t, "the source is not as typed", src.Name == "us-prod" && src.Secret == "keyring:us-prod" && slices.Equal(src.Allow, []string{"ack"}))
	hold(t, "the heartbeat is not expected", len(src.Heartbeats) == 1 && src.Heartbeats[0].Match[0] == `alertname="Watchdog"`)
	hold(t, "the secret is not in the keyring", s.core.secrets["keyring:us-prod"] == "s3cr3t-token")
	text := s.core.text()
	hold(t, "the secret is in the file", !strings.Contains(text, "s3cr3t"))
	hold(t, "comments are lost", strings.HasPrefix(text, kept))
	hold(t, "the person was asked again when on call", got.Duty.Mode == "always")
	s.mustShow("us-prod")
	if len(s.host.toasts) == 0 || !strings.Contains(s.host.toasts[0], "us-prod is added") {
		t.Errorf("said %q", s.host.toasts)
	}
}

func TestNothingIsAllowedUntilItIsTicked(t *testing.T) {
	for _, profile := range kinds {
		d := newDraft(profile)
		hold(t, profile+" may do something", len(d.source().Allow) == 0)
		for _, a := range allowable(profile) {
			hold(t, profile+" does not say what "+a+" does", strings.HasSuffix(consequence(profile, a, 2*time.Hour), "."))
		}
	}
}

func TestPagerTreeAndPagerDutyNeedATokenAlone(t *testing.T) {
	for _, profile := range []string{pagertree, pagerduty} {
		s := begin(t, kept, profile)
		s.fill(fieldName, "theirs")
		s.sources().wizard.next()
		s.mustShow("Paste the token. It goes to the system's keyring, never into the file.")
		s.fill(fieldSecret, "env:TOKEN")
		s.finish()
		hold(t, "the reference is not written as typed", strings.Contains(s.core.text(), `secret = "env:TOKEN"`))
		hold(t, "a reference was kept as a secret", len(s.core.secrets) == 0)
	}
}

func TestAMailboxIsAdded(t *testing.T) {
	s := begin(t, kept, mailbox)
	s.core.trial = Trial{Mails: 120, Known: 9}
	s.fill(fieldName, "ops")
	s.fill(fieldAddress, "imap.example.org")
	s.fill(fieldFolder, "Alerts/Prod")
	s.fill(fieldUser, "ops@example.org")
	s.fill(fieldSecret, "app password")
	s.segment("List only")
	s.finish()
	got, err := config.Load(s.core.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	src := got.Sources[0]
	if src.URL.First() != "imaps://imap.example.org/Alerts/Prod" || src.User != "ops@example.org" || src.Every != config.Duration(time.Minute) {
		t.Errorf("got %+v", src)
	}
	hold(t, "it may page", !mayPage(got.Page.Rules, "ops"))
}

func TestAMailboxMaySignInWithItsProvider(t *testing.T) {
	s := begin(t, kept, mailbox)
	s.fill(fieldName, "ops")
	s.fill(fieldAddress, "imap.gmail.com")
	s.fill(fieldUser, "ops@example.org")
	s.pick("Sign in with", "Google")
	s.sources().wizard.next()
	s.mustShow("Register an application with the provider and paste its client ID.")
	s.fill(fieldClient, "123.apps.example")
	s.finish()
	hold(t, "no provider is written", strings.Contains(s.core.text(), `provider = "google"`))
	s.sources().openSignIn("ops")
	s.until("the sign-in", func() bool {
		return s.host.closed == 1 && s.core.locked(func() bool { return len(s.core.signed) == 1 })
	})
	hold(t, "nobody was told", slices.Contains(s.host.toasts, "Signed in to ops."))
}

func TestTheFieldsOfAGenericSourceAreMappedByClicking(t *testing.T) {
	s := begin(t, kept, generic)
	s.core.sample = answer
	s.fill(fieldName, "probe")
	s.fill(fieldAddress, "https://probe.example.org/alerts.json")
	w := s.sources().wizard
	w.next()
	s.until("the sample", func() bool { return w.mapping != nil && len(w.mapping.found) > 0 })
	s.mustShow("Checkout is slow", "Reads 1 alert:")
	w.mapping.active = 2 // severity
	s.press("high")
	hold(t, "the click mapped nothing", w.d.Params["severity"] == `labels.sev\.level`)
	hold(t, "the next free slot is not at hand", w.d.Params[slots[w.mapping.active].Param] == "")
	s.tick("The answer always lists every firing alert")
	w.next()
	s.until("the trial", func() bool { return w.trial != nil })
	w.next()
	s.until("the wizard to close", func() bool { return s.sources().wizard == nil })
	got, err := config.Load(s.core.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	p := got.Sources[0].Params
	if p["items"] != "data" || p["id"] != "id" || p["severity"] != `labels.sev\.level` || p["complete"] != "true" {
		t.Errorf("got %v", p)
	}
}

func TestASampleThatCannotBeReadIsTold(t *testing.T) {
	s := begin(t, kept, generic)
	s.core.sampled = &Fault{Kind: faultAnswer, Text: "the answer is HTML"}
	s.fill(fieldName, "probe")
	s.fill(fieldAddress, "https://probe.example.org")
	w := s.sources().wizard
	w.next()
	s.until("the fault", func() bool { return w.mapping != nil && w.mapping.fault != nil })
	s.mustShow("probe.example.org answers, but not with alerts.", "the answer is HTML", "Try again")
}

func TestEveryFaultIsExplainedWithWhatHelps(t *testing.T) {
	d := newDraft(alertmanager)
	d.Name, d.Address = "eu", "https://alerts.example.org/x"
	seen := map[string]string{}
	for _, kind := range []string{faultDNS, faultRefused, faultTimeout, faultNetwork, faultTLS, faultAuth, faultMissing, faultAnswer, faultBusy, faultServer, faultFolder, faultSecret} {
		what, do := explain(Fault{Kind: kind, Text: "raw"}, d)
		hold(t, kind+" is not explained", what != "" && do != "" && what != "The test failed.")
		hold(t, kind+" is explained as "+seen[what], seen[what] == "")
		seen[what] = kind
	}
	if what, do := explain(Fault{Kind: "other", Fix: "look there"}, d); what == "" || do != "look there" {
		t.Errorf("got %q, %q", what, do)
	}
}

func TestAFaultOfTheTrialIsShownAndTheSourceCanStillBeAdded(t *testing.T) {
	s := begin(t, kept, alertmanager)
	s.core.trial = Trial{Fault: &Fault{Kind: faultTLS, Text: "x509: signed by unknown authority"}}
	s.fill(fieldName, "eu")
	s.fill(fieldAddress, "https://alerts.example.org")
	s.press("Test connection")
	s.until("the trial", func() bool { return s.sources().wizard.trial != nil })
	s.mustShow("The certificate of alerts.example.org is not trusted.", "x509: signed by unknown authority", "Certificate file of your company's authority (PEM)")
	s.finish()
	s.file(`name = "eu"`)
}

func TestWhatIsMissingIsToldAtItsField(t *testing.T) {
	s := begin(t, kept+"\n[[source]]\nname = \"eu\"\nprofile = \"pagertree\"\n", alertmanager)
	w := s.sources().wizard
	w.next()
	s.mustShow("Give it a name, such as eu-prod.", "Type the address, such as https://alerts.example.org.")
	hold(t, "the focus is not at the first flaw", s.window.Canvas().Focused() != nil)
	for typed, want := range map[string]string{"EU": "Another source has this name.", "a/b": "Use letters, digits, spaces and dashes, at most 60."} {
		s.fill(fieldName, typed)
		s.mustShow(want)
	}
	for typed, want := range map[string]string{
		"ftp://x.example":             "The address starts with https:// or http://.",
		"https://":                    "This is not an address: write https://host.",
		"https://me:secret@x.example": "Take the password out of the address: it belongs into the field for it.",
		"https://a b.example":         "This is not an address: write https://host.",
	} {
		s.fill(fieldAddress, typed)
		s.mustShow(want)
	}
	s.fill(fieldName, "us")
	s.fill(fieldAddress, "http://10.0.0.1:9093")
	hold(t, "a flaw is left", len(w.tellFlaws()) == 0)
	hold(t, "something was written", !strings.Contains(s.core.text(), "alertmanager"))
}

func TestTheFirstSourceAsksWhenThePersonIsOnCall(t *testing.T) {
	s := begin(t, "# new\n", pagertree)
	s.fill(fieldName, "theirs")
	s.fill(fieldSecret, "token")
	w := s.sources().wizard
	w.next()
	w.next()
	s.until("the trial", func() bool { return w.trial != nil })
	s.mustShow("When are you on call?", "every page rings", "nothing rings, ever")
	w.duty = 1
	w.next()
	s.until("the wizard to close", func() bool { return s.sources().wizard == nil })
	got := s.core.Config()
	hold(t, "the answer is not written", got.Duty.Mode == config.DutyUntil && got.Duty.Until.Equal(noon.Add(12*time.Hour)))
}

func TestASecretThatCannotBeKeptIsToldAndNothingIsLost(t *testing.T) {
	s := begin(t, kept, pagertree)
	s.core.secret = errors.New("the keyring is locked")
	s.fill(fieldName, "theirs")
	s.fill(fieldSecret, "tok")
	w := s.sources().wizard
	w.next()
	w.next()
	s.until("the trial", func() bool { return w.trial != nil })
	w.next()
	s.until("the refusal", func() bool { return !w.saving })
	s.mustShow("It cannot be kept: the keyring is locked")
	hold(t, "what was typed is lost", w.d.Secret == "tok" && w.d.Name == "theirs")
	hold(t, "the source was written", s.core.text() == kept)
}

func TestWithoutAKeyringTheFileIsNamed(t *testing.T) {
	s := begin(t, kept, pagertree)
	s.core.kept = Secret{Ref: "file:/home/me/secrets/theirs", Note: "no keyring answers"}
	s.fill(fieldName, "theirs")
	s.fill(fieldSecret, "tok")
	s.finish()
	s.file(`secret = "file:/home/me/secrets/theirs"`)
	hold(t, "it was not said plainly", slices.Contains(s.host.titles, "There is no keyring here"))
}

func TestEscStepsBackAndAsksBeforeTypedTextGoes(t *testing.T) {
	s := begin(t, kept, alertmanager)
	s.fill(fieldName, "eu")
	s.key(fyne.KeyEscape)
	hold(t, "Esc does not go back", s.sources().wizard.step == stepType)
	s.key(fyne.KeyEscape)
	hold(t, "typed text went unasked", s.sources().wizard != nil && s.host.titles[0] == "Discard what you typed?")
	s.host.choose(t, "Keep editing")
	hold(t, "what was typed is lost", s.sources().wizard.d.Name == "eu")
	s.Open(PageAbout)
	s.Open(PageSources)
	hold(t, "another page lost what was typed", s.sources().wizard.d.Name == "eu")
	s.sources().wizard.close()
	s.host.choose(t, "Discard")
	hold(t, "the wizard is still open", s.sources().wizard == nil)
	s.press("Add a source")
	s.key(fyne.KeyEscape)
	hold(t, "an empty wizard asks", s.sources().wizard == nil && len(s.host.titles) == 2)
}

func TestWhatWasTypedOutlivesTheScreen(t *testing.T) {
	s := begin(t, kept, alertmanager)
	s.fill(fieldName, "eu")
	next := New(Config{Core: s.core, Host: s.host, Now: s.Now, Memory: s.Memory})
	w := next.pages[PageSources].(*sources).wizard
	hold(t, "what was typed is lost", w != nil && w.d.Name == "eu" && w.step == stepConnect && w.dirty)
}

func TestCtrlSSavesWhatIsEdited(t *testing.T) {
	c := newCore(t, shopFile)
	c.load()
	s := newStage(t, c, look.Wide)
	s.sources().edit("Uptime probe")
	s.mustShow("Edit Uptime probe")
	s.pick("Ask every", "30 s")
	s.router.Do("save")
	hold(t, "Ctrl+S goes nowhere", s.sources().wizard.step == stepMap)
	s.sources().wizard.goTo(stepTest)
	s.until("the trial", func() bool { return s.sources().wizard.trial != nil })
	s.router.Do("save")
	s.file(`every = "30s"`)
	hold(t, "comments are lost", strings.Contains(c.text(), `mode = "until" # by hand`))
}

func TestAFileChangedMeanwhileOffersBoth(t *testing.T) {
	c := newCore(t, shopFile)
	c.load()
	s := newStage(t, c, look.Wide)
	s.sources().edit("Uptime probe")
	s.pick("Ask every", "30 s")
	c.write("config.toml", strings.Replace(shopFile, `every = "1m"`, `every = "2m" # by hand`, 1))
	w := s.sources().wizard
	w.goTo(stepTest)
	s.until("the trial", func() bool { return w.trial != nil })
	w.next()
	s.until("the refusal", func() bool { return !w.saving && len(w.wrong) > 0 })
	s.mustShow("Not saved.", "This was changed in the file while you edited it here (config.toml).", "Keep mine", "Take the file's")
	hold(t, "the hand edit is lost", strings.Contains(c.text(), "# by hand"))
	hold(t, "what was typed is lost", w.d.Every == config.Duration(30*time.Second))
	s.press("Keep mine")
	s.file(`every = "30s" # by hand`)
}

func TestTheFilesVersionCanBeTaken(t *testing.T) {
	c := newCore(t, shopFile)
	c.load()
	s := newStage(t, c, look.Wide)
	s.sources().edit("Uptime probe")
	s.pick("Ask every", "30 s")
	c.write("config.toml", strings.Replace(shopFile, `every = "1m"`, `every = "2m" # by hand`, 1))
	w := s.sources().wizard
	w.goTo(stepTest)
	s.until("the trial", func() bool { return w.trial != nil })
	w.next()
	s.until("the refusal", func() bool { return w.conflict })
	s.press("Take the file's")
	s.until("the file's version", func() bool { return s.sources().wizard != nil && s.sources().wizard != w })
	hold(t, "it is not the file's", s.sources().wizard.d.Every == config.Duration(2*time.Minute))
}

func TestAFileThatChangesAgainAndAgainLosesNothing(t *testing.T) {
	s := begin(t, kept, pagertree)
	s.fill(fieldName, "theirs")
	s.fill(fieldSecret, "env:T")
	w := s.sources().wizard
	path := s.core.Places().Config
	s.saved(w, func(*config.Document) error {
		return os.WriteFile(path, []byte(kept+"# "+filepath.Base(path)+"\n"), 0o600)
	})
	s.mustShow("Something else writes the configuration file at this moment (config.toml).")
	hold(t, "what was typed is lost", w.d.Name == "theirs")
}

// saved saves with an edit of the test's in place of the wizard's.
func (s *stage) saved(w *wizard, edit Edit) {
	s.t.Helper()
	_, err := s.core.Edit(s.t.Context(), func(d *config.Document) error {
		if err := d.Set("me.name", "x"); err != nil {
			return err
		}
		return edit(d)
	})
	if !errors.Is(err, config.ErrChanged) {
		s.t.Fatalf("got %v", err)
	}
	w.saved(s.now, w.d.source(), "", Change{}, err)
}

func TestWhatIsWorthAThoughtIsSaid(t *testing.T) {
	d := newDraft(alertmanager)
	d.Sign, d.Secret = signToken, "x"
	for address, want := range map[string]bool{"http://alerts.example": true, "https://alerts.example": false, "http://127.0.0.1:9093": false, "http://localhost": false, "http://10.0.0.1": true} {
		d.Address = address
		if got := exposed(d); got != want {
			t.Errorf("%s exposes the secret: %v", address, got)
		}
	}
	hold(t, "mails nobody knows are not told", len(notes(Trial{Mails: 3}, newDraft(mailbox))) == 1)
}

func TestEnterInAFieldGoesOn(t *testing.T) {
	s := begin(t, kept, pagertree)
	s.fill(fieldName, "theirs")
	s.fill(fieldSecret, "env:T")
	s.sources().wizard.focus[fieldSecret].Focus()
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	hold(t, "Enter does not go on", s.sources().wizard.step == stepMap)
}
