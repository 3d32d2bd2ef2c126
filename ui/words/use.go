package words

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"turnaround/assets"
)

// Language is one the texts are there in.
type Language struct {
	Code string // "en"
	Name string // in the language itself
}

// Languages lists them; the first is the one to fall back on.
func Languages() []Language {
	return []Language{{"en", "English"}, {"de", "Deutsch"}}
}

// Use sets the language ("" or one that is unknown: the system's), the zone of
// all times (nil: the system's) and whether hours run to 24 (nil: as usual where
// the person is). Call it on the screen's goroutine, then draw anew.
func Use(code string, zone *time.Location, clock24 *bool) {
	if zone == nil {
		zone = time.Local
	}
	system := systemTag()
	use(chosen(code, system), where(os.Getenv, system), zone, clock24)
}

// Current is the code of the language in use.
func Current() string {
	mu.RLock()
	defer mu.RUnlock()
	return now.tag.String()
}

// Zone is where all times are told.
func Zone() *time.Location {
	mu.RLock()
	defer mu.RUnlock()
	return now.zone
}

func use(code string, place language.Tag, zone *time.Location, clock24 *bool) {
	tag := language.Make(code)
	next := &spoken{tag: tag, zone: zone, names: calendar[code], printer: message.NewPrinter(tag)}
	next.order, next.clock24 = habits(code, place)
	if clock24 != nil {
		next.clock24 = *clock24
	}
	mu.Lock()
	defer mu.Unlock()
	next.known, next.unfilled = install(code)
	now = next
}

// chosen is the language to speak, of those there are.
func chosen(code string, system language.Tag) string {
	var tags []language.Tag
	for _, l := range Languages() {
		if l.Code == code {
			return code
		}
		tags = append(tags, language.Make(l.Code))
	}
	_, n, confidence := language.NewMatcher(tags).Match(system)
	if confidence == language.No {
		n = 0
	}
	return Languages()[n].Code
}

// systemTag is the language the system speaks; undetermined where it says none.
func systemTag() language.Tag {
	tag, err := language.Parse(lang.SystemLocale().String())
	if err != nil {
		return language.Und
	}
	return tag
}

// where tells whose habits of writing times hold: on Unix LC_TIME may differ from
// the language of the texts.
func where(getenv func(string) string, system language.Tag) language.Tag {
	for _, name := range []string{"LC_ALL", "LC_TIME", "LANG"} {
		value := getenv(name)
		if value == "" {
			continue
		}
		value, _, _ = strings.Cut(value, ".")
		value, _, _ = strings.Cut(value, "@")
		tag, err := language.Parse(strings.ReplaceAll(value, "_", "-"))
		if err != nil || value == "C" || value == "POSIX" {
			return language.Und
		}
		return tag
	}
	return system
}

const (
	ours       = "turnaround/" // keeps our keys apart from Fyne's, and from words go-i18n reserves
	one, other = "/one", "/other"
)

// install hands a language's texts to Fyne. It has no setter for the language, so
// they go in under the system's own name, over what was there; with them Fyne's
// own texts, which then follow the setting too.
func install(code string) (known map[string]bool, unfilled map[string]string) {
	texts, err := read(code)
	if err != nil {
		fyne.LogError("Read the translations", err)
		return nil, nil
	}
	known, unfilled = map[string]bool{}, map[string]string{}
	for id, text := range texts {
		key, mine := strings.CutPrefix(id, ours)
		known[id] = true
		if mine {
			unfilled[key] = text
		}
	}
	data, err := json.Marshal(texts)
	if err == nil {
		err = lang.AddTranslationsForLocale(data, lang.SystemLocale())
	}
	if err != nil {
		fyne.LogError("Hand over the translations", err)
		return nil, unfilled
	}
	// Where Fyne finds no text under the system's name, ours are filled in here.
	if probe := "Cancel"; lang.L(probe) != texts[probe] {
		return nil, unfilled
	}
	return known, unfilled
}

// read joins a language's texts over the English ones, one per ID.
func read(code string) (map[string]string, error) {
	texts := map[string]string{}
	for _, c := range []string{Languages()[0].Code, code} {
		toolkit, err := File(path.Join("toolkit", c+".json"))
		if err != nil {
			return nil, err
		}
		for key, text := range toolkit {
			texts[key] = text.Other
		}
		own, err := File(c + ".json")
		if err != nil {
			return nil, err
		}
		maps.Copy(texts, byID(own))
	}
	return texts, nil
}

func byID(own map[string]Text) map[string]string {
	texts := map[string]string{}
	for key, text := range own {
		if text.One == "" {
			texts[ours+key] = text.Other
			continue
		}
		texts[ours+key+one], texts[ours+key+other] = text.One, text.Other
	}
	return texts
}

// Text is a translation; One is empty where nothing is counted.
type Text struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// UnmarshalJSON reads a string, or an object with one and other.
func (t *Text) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &t.Other)
	}
	type plain Text
	return json.Unmarshal(data, (*plain)(t))
}

// File reads one file of assets/translations.
func File(name string) (map[string]Text, error) {
	data, err := assets.Translations.ReadFile(path.Join("translations", name))
	if err != nil {
		return nil, fmt.Errorf("read the translations: %w", err)
	}
	texts := map[string]Text{}
	if err := json.Unmarshal(data, &texts); err != nil {
		return nil, fmt.Errorf("read the translations in %s: %w", name, err)
	}
	return texts, nil
}
