package words

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
)

// speak sets the language for one test.
func speak(t *testing.T, code string, place language.Tag, zone *time.Location) {
	t.Helper()
	t.Cleanup(func() {
		yes := true
		use("en", language.English, time.UTC, &yes)
	})
	use(code, place, zone, nil)
}

func TestATextIsSaidInTheChosenLanguage(t *testing.T) {
	if got := T("Snoozed until {{.Time}}", Data{"Time": "9"}) + T("Acknowledge"); got != "Snoozed until 9Acknowledge" {
		t.Errorf("English: %q", got)
	}
	speak(t, "de", language.German, time.UTC)
	if got := T("Snoozed until {{.Time}}", Data{"Time": "9"}) + T("Acknowledge"); got != "Zurückgestellt bis 9Quittieren" {
		t.Errorf("German: %q", got)
	}
	if got := lang.L("Cancel"); got != "Abbrechen" {
		t.Errorf("Fyne's own texts do not follow: %q", got)
	}
	speak(t, "en", language.English, time.UTC)
	if got := lang.L("Cancel"); got != "Cancel" {
		t.Errorf("Fyne's own texts do not follow back: %q", got)
	}
}

func TestWhatHasNoTranslationIsSaidInEnglish(t *testing.T) {
	speak(t, "de", language.German, time.UTC)
	for want, got := range map[string]string{
		"Never translated":             T("Never translated"),
		"Never translated, Ann":        T("Never translated, {{.Name}}", Data{"Name": "Ann"}),
		"1.200 never translated":       N("{{.Count}} never translated", 1200),
		"Never {{closed":               T("Never {{closed", Data{}),
		"Never meant":                  As("so", "Never meant"),
		"Never translated: <no value>": T("Never translated: {{.Gone}}", Data{}),
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

func TestTextFromAnAlertStaysText(t *testing.T) {
	hostile := `{{.Secret}} "quoted" <b>`
	if got := T("Never translated: {{.Title}}", Data{"Title": hostile, "Secret": "s"}); got != "Never translated: "+hostile {
		t.Errorf("said %q", got)
	}
}

func TestCountedThingsHaveTheirPlural(t *testing.T) {
	for _, c := range []struct {
		code string
		n    int
		want string
	}{
		{"en", 0, "0 alerts"}, {"en", 1, "1 alert"}, {"en", 2, "2 alerts"}, {"en", 21, "21 alerts"}, {"en", 10000, "10,000 alerts"},
		{"de", 0, "0 Alarme"}, {"de", 1, "1 Alarm"}, {"de", 2, "2 Alarme"}, {"de", 10000, "10.000 Alarme"},
	} {
		speak(t, c.code, language.Und, time.UTC)
		if got := N("{{.Count}} alerts", c.n); got != c.want {
			t.Errorf("%s: said %q, want %q", c.code, got, c.want)
		}
	}
}

// The plural is that of the texts' language, even where the system's language
// has other forms, or none.
func TestTheSystemsOwnLanguageMayBeAnyOther(t *testing.T) {
	for _, locale := range []string{"pl_PL.UTF-8", "ja_JP.UTF-8", "fr_FR.UTF-8", "zh_TW.UTF-8", "sr_RS@latin", "C", "nonsense", "de_AT.UTF-8", "en_US.UTF-8"} {
		t.Run(locale, func(t *testing.T) {
			for _, name := range []string{"LC_ALL", "LANGUAGE"} {
				t.Setenv(name, "")
			}
			t.Setenv("LC_ALL", locale)
			speak(t, "en", language.English, time.UTC)
			if got := N("{{.Count}} days", 1) + ", " + N("{{.Count}} days", 3) + ", " + lang.L("Cancel"); got != "1 day, 3 days, Cancel" {
				t.Errorf("said %q", got)
			}
			if !now.known[ours+"{{.Days}}d"] {
				t.Error("the texts do not go through Fyne")
			}
			speak(t, "de", language.German, time.UTC)
			if got := N("{{.Count}} alerts", 1) + ", " + N("{{.Count}} alerts", 3) + ", " + lang.L("Cancel"); got != "1 Alarm, 3 Alarme, Abbrechen" {
				t.Errorf("said %q", got)
			}
		})
	}
}

func TestTheLanguageIsTheSystemsWhereNoneIsChosen(t *testing.T) {
	for _, c := range []struct{ setting, system, want string }{
		{"", "de-AT", "de"}, {"", "de-CH", "de"}, {"", "en-GB", "en"}, {"", "fr-FR", "en"}, {"", "und", "en"}, {"", "zh-Hant-TW", "en"},
		{"de", "en-US", "de"}, {"en", "de-DE", "en"}, {"tlh", "de-DE", "de"},
	} {
		if got := chosen(c.setting, language.Make(c.system)); got != c.want {
			t.Errorf("%q on a system that speaks %s: %s, want %s", c.setting, c.system, got, c.want)
		}
	}
}

func TestHabitsComeFromTheSystem(t *testing.T) {
	for _, c := range []struct {
		env    string
		system string
		want   string
	}{
		{"LANG=en_US.UTF-8", "de-DE", "en-US"},
		{"LANG=en_US.UTF-8 LC_TIME=de_DE.UTF-8@euro", "en-US", "de-DE"},
		{"LANG=en_US.UTF-8 LC_TIME=de_DE LC_ALL=en_GB", "en-US", "en-GB"},
		{"LANG=C.UTF-8", "en", "und"},
		{"", "en-AU", "en-AU"},
	} {
		getenv := func(name string) string {
			for _, pair := range strings.Fields(c.env) {
				if value, ok := strings.CutPrefix(pair, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := where(getenv, language.Make(c.system)); got.String() != c.want {
			t.Errorf("%q on %s: %s, want %s", c.env, c.system, got, c.want)
		}
	}
}

func TestEveryLanguageIsThere(t *testing.T) {
	for _, l := range Languages() {
		texts, err := File(l.Code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if len(texts) == 0 || calendar[l.Code].months[0] == "" {
			t.Errorf("%s has %d texts and the months %q", l.Code, len(texts), calendar[l.Code].months)
		}
	}
	if codes := Languages(); !slices.Contains(codes, Language{"de", "Deutsch"}) {
		t.Errorf("there are %v", codes)
	}
}

func TestTheLanguageMayChangeWhileOthersSpeak(t *testing.T) {
	speak(t, "en", language.English, time.UTC)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			if got := N("{{.Count}} days", 3); got != "3 days" && got != "3 d" {
				t.Errorf("said %q", got)
			}
		}
	}()
	for range 5 {
		speak(t, "de", language.German, time.UTC)
		speak(t, "en", language.English, time.UTC)
	}
	<-done
}
