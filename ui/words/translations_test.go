package words_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/internal/gather/texts"
	"turnaround/internal/lint"
	"turnaround/ui/words"
)

func TestEveryTextOfTheScreensIsTranslated(t *testing.T) {
	root, err := lint.Root()
	if err != nil {
		t.Fatal(err)
	}
	found, err := texts.Collect(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 10 {
		t.Fatalf("only %d texts were found", len(found))
	}
	for _, language := range words.Languages() {
		there, err := words.File(language.Code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range texts.Check(found, language.Code, there) {
			t.Error(wrong)
		}
	}
}

// Fyne's own texts are those of the version that is built in.
func TestFynesOwnTextsAreComplete(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "lang", "translations", "base.en.json"))
	if err != nil {
		t.Fatal(err)
	}
	fynes := map[string]words.Text{}
	if err := json.Unmarshal(data, &fynes); err != nil {
		t.Fatal(err)
	}
	for _, language := range words.Languages() {
		there, err := words.File("toolkit/" + language.Code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for key := range fynes {
			if there[key].Other == "" {
				t.Errorf("toolkit/%s.json: %q is missing", language.Code, key)
			}
		}
	}
}
