package update

import (
	"os"
	"strings"
	"testing"
)

func TestTheDocumentationHolds(t *testing.T) {
	raw, err := os.ReadFile("../../docs/updates.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	for _, id := range IDs() {
		if !strings.Contains(doc, "| "+id+" |") {
			t.Errorf("%s is not in the table", id)
		}
	}
	_, example, _ := strings.Cut(doc, "### Your own")
	_, example, _ = strings.Cut(example, "```\n")
	example, _, _ = strings.Cut(example, "```")
	set, problems := Templates("en", folder("en/shop.md", example))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tpl, ok := set.Get("shop-closed")
	if !ok {
		t.Fatal("the example is no template")
	}
	made := set.Compose(tpl, filled("en"), Channel{Medium: Page, Now: noon})
	if !strings.Contains(made.Body, "We do not know yet which shops") || len(made.Missing) > 0 {
		t.Errorf("the example gives %+v", made)
	}
}
