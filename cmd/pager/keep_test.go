package pager

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/archive"
	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/app/secret"
)

const statusAPI = `{"data": {"alerts": [
  {"uuid": "7", "name": "Disk is full", "level": "critical", "where": {"host": "db-1"}, "since": "2026-01-02T03:04:05Z", "state": "open"},
  {"uuid": "8", "name": "Fan is loud", "level": "warning", "where": {"host": "db-2"}, "since": "2026-01-02T03:04:05Z", "state": "over"}]}}`

// guarded answers the status API to whoever brings the token.
func guarded(t *testing.T, token string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token != "" && r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, statusAPI)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestASecretThatIsSetIsUsedAtOnceAndKeptPrivatelyWithoutAKeyring(t *testing.T) {
	l := open(t)
	kept, err := l.SetSecret(t.Context(), "keyring:the api", "right-token")
	path := strings.TrimPrefix(kept.Ref, "file:")
	if err != nil || path == kept.Ref || !strings.Contains(kept.Note, path) {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	other, err := l.SetSecret(t.Context(), "keyring:the-api", "x")
	if err != nil || other.Ref == kept.Ref {
		t.Errorf("two items share the file %s, %v", other.Ref, err)
	}
	if _, err := l.SetSecret(t.Context(), "env:TOKEN", "x"); !errors.Is(err, secret.ErrReadOnly) {
		t.Errorf("env: taken: %v", err)
	}
	if _, err := l.SetSecret(t.Context(), "hunter2", "x"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("no reference: %v", err)
	}
}

func TestASourceWithAWrongSecretRecoversWhenTheRightOneIsSet(t *testing.T) {
	ref := "file:" + filepath.Join(t.TempDir(), "token")
	s := config.Source{Name: "api", Profile: GenericProfile, URL: config.URLs{guarded(t, "right-token")}, Every: config.Duration(time.Hour),
		Timeout: config.DefaultTimeout, Secret: ref, Params: map[string]string{"items": "data.alerts", "id": "uuid"}}
	l := start(t)
	if _, err := l.SetSecret(t.Context(), ref, "wrong-token"); err != nil {
		t.Fatal(err)
	}
	l.change(func(c *config.Config) { c.Sources = []config.Source{s} })
	l.until("the refusal", func() bool { return strings.Contains(l.state("api").Error, "401") })
	if _, err := l.SetSecret(t.Context(), ref, "right-token"); err != nil {
		t.Fatal(err)
	}
	l.until("contact with the right secret", func() bool { return l.state("api").State == health.OK })
}

func TestWhatIsMappedBecomesAProfileOfOnesOwn(t *testing.T) {
	l := open(t)
	l.write(fmt.Sprintf("# mine\n[[source]]\nname = \"api\"\nprofile = \"generic\"\nurl = %q\n", guarded(t, "")))
	if _, err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := l.Config().Sources[0]
	raw, err := l.Sample(t.Context(), s, "")
	if err != nil || string(raw) != statusAPI {
		t.Fatalf("sample %s, %v", raw, err)
	}
	s.Params = map[string]string{"items": "data.alerts", "id": "uuid", "title": "name", "severity": "level", "service": "where.host",
		"starts_at": "since", "status": "state", "resolved": "over", "complete": "true", "header": "X-Team", "header_value": `a "b"`}
	want, err := l.Map(s, raw)
	if err != nil || len(want) != 2 || want[0].Title != "Disk is full" || want[0].Service != "db-1" || !want[0].Firing || want[1].Firing {
		t.Fatalf("mapped %+v, %v", want, err)
	}
	for _, name := range []string{"", "Big", "generic", "imap", "../x"} {
		if _, _, err := l.KeepProfile(t.Context(), s, name); err == nil {
			t.Errorf("a profile named %q was written", name)
		}
	}
	path, change, err := l.KeepProfile(t.Context(), s, "status-api")
	if err != nil || len(change.Changed) != 1 {
		t.Fatalf("%+v, %v", change, err)
	}
	own := l.Config().Sources[0]
	if own.Profile != "status-api" || len(own.Params) > 0 {
		t.Errorf("the source is now %+v", own)
	}
	got, err := l.Map(own, raw)
	if err != nil || len(got) != 2 || got[0].Title != want[0].Title || got[0].Severity != want[0].Severity || got[1].Firing ||
		!got[0].StartsAt.Equal(want[0].StartsAt) {
		text, _ := os.ReadFile(path)
		t.Errorf("the profile reads %+v, %v\n%s", got, err, text)
	}
	if trial := l.Try(t.Context(), own, ""); !trial.OK || trial.Firing != 1 {
		t.Errorf("trial %+v", trial)
	}
	if _, _, err := l.KeepProfile(t.Context(), s, "status-api"); err == nil {
		t.Error("the profile was overwritten")
	}
}

func TestAProfileThatCannotBeUsedIsNotLeftBehind(t *testing.T) {
	l := open(t)
	s := config.Source{Name: "not in the file", Profile: GenericProfile, Params: map[string]string{"id": "uuid"}}
	if _, _, err := l.KeepProfile(t.Context(), s, "left"); err == nil {
		t.Fatal("taken")
	}
	if found, err := filepath.Glob(filepath.Join(filepath.Dir(l.Places().Config), "profiles", "*")); err != nil || len(found) > 0 {
		t.Errorf("left %v, %v", found, err)
	}
}

func TestDataIsToldExportedAndImported(t *testing.T) {
	l, other := open(t), open(t)
	if _, err := l.Desk.Declare(t.Context(), l.Who("window"), "Login fails", "shop", 1); err != nil {
		t.Fatal(err)
	}
	info := l.Data()
	if info.Incidents != 1 || info.Oldest.IsZero() || info.Retention != 365*24*time.Hour || info.Folder == "" {
		t.Errorf("data %+v", info)
	}
	path := filepath.Join(t.TempDir(), "all.zip")
	told := 0
	n, err := l.Export(t.Context(), ExportOptions{Path: path, People: true, Passphrase: "correct horse battery"}, func(n int) { told = n })
	if err != nil || n != 1 || told != 1 {
		t.Fatalf("exported %d, told %d, %v", n, told, err)
	}
	if _, err := other.Import(t.Context(), path, "", nil); !errors.Is(err, archive.ErrPassphrase) {
		t.Errorf("without the passphrase: %v", err)
	}
	for _, changed := range []int{1, 0} {
		done, err := other.Import(t.Context(), path, "correct horse battery", nil)
		if err != nil || done.Incidents != changed {
			t.Errorf("imported %+v, %v, want %d changed", done, err, changed)
		}
	}
	if _, err := l.Export(t.Context(), ExportOptions{Path: path, Query: "sev:9"}, nil); !errors.Is(err, ErrQuery) {
		t.Errorf("a wrong query: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".turnaround-export-*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if _, err := other.Import(t.Context(), filepath.Dir(path), "", nil); err == nil {
		t.Error("a folder was imported")
	}
}

func TestAShorterRetentionTellsBeforehandWhatItWouldDelete(t *testing.T) {
	l := open(t)
	id, err := l.Desk.Declare(t.Context(), l.Who("window"), "Over", "shop", 1)
	if err != nil {
		t.Fatal(err)
	}
	if n := l.WouldDelete(time.Nanosecond); n != 0 {
		t.Errorf("%d open incidents would be deleted", n)
	}
	if _, err := l.Desk.Resolve(t.Context(), l.Who("window"), true, id); err != nil {
		t.Fatal(err)
	}
	l.until("a nanosecond to pass", func() bool { return l.WouldDelete(time.Nanosecond) == 1 })
	if l.WouldDelete(time.Hour) != 0 || l.WouldDelete(0) != 0 {
		t.Error("more would be deleted than is old enough")
	}
}
