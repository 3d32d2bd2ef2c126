package texts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"text/template/parse"

	"turnaround/ui/words"
)

// Check holds the texts of the screens against the translations of one language,
// and says what is wrong.
func Check(found []Text, language string, there map[string]words.Text) []string {
	var wrong []string
	used := map[string]Text{}
	for _, text := range found {
		wrong = append(wrong, asked(text, used)...)
	}
	for _, key := range slices.Sorted(maps.Keys(used)) {
		translation, ok := there[key]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s: %q has no translation in %s.json", used[key].Where, key, language))
			continue
		}
		for _, what := range translated(used[key], translation) {
			wrong = append(wrong, fmt.Sprintf("%s.json: %q %s", language, key, what))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(there)) {
		if _, ok := used[key]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s.json: %q is said nowhere", language, key))
		}
	}
	return wrong
}

// asked judges how a screen says a text, and notes it as used.
func asked(text Text, used map[string]Text) []string {
	if text.Early {
		return []string{text.Where + ": said before the language is known; use words.Mark here and words.T later"}
	}
	if text.Key == "" {
		return nil
	}
	fields, err := Fields(text.Key)
	if err != nil {
		return []string{fmt.Sprintf("%s: %q: %v", text.Where, text.Key, err)}
	}
	given := text.Given
	if text.Plural {
		given = append(slices.Clone(given), "Count")
	}
	var wrong []string
	for _, field := range fields {
		if !text.Open && !slices.Contains(given, field) {
			wrong = append(wrong, fmt.Sprintf("%s: %q has {{.%s}}, which is not given", text.Where, text.Key, field))
		}
	}
	if before, ok := used[text.Key]; ok && before.Plural != text.Plural && !before.Marked && !text.Marked {
		wrong = append(wrong, fmt.Sprintf("%s: %q is counted, but not in %s", text.Where, text.Key, before.Where))
	}
	if before, ok := used[text.Key]; !ok || before.Marked {
		used[text.Key] = text
	}
	return wrong
}

// translated judges one translation.
func translated(text Text, t words.Text) []string {
	if t.Other == "" {
		return []string{"has an empty translation"}
	}
	if !text.Marked && text.Plural != (t.One != "") {
		return []string{fmt.Sprintf("is counted %v, its translation %v", text.Plural, t.One != "")}
	}
	fields, err := Fields(text.Key)
	if err != nil {
		return nil // said where it is used
	}
	var wrong []string
	for _, said := range []string{t.One, t.Other} {
		has, err := Fields(said)
		if err != nil {
			wrong = append(wrong, err.Error())
		}
		for _, field := range has {
			if !slices.Contains(fields, field) {
				wrong = append(wrong, fmt.Sprintf("is translated with {{.%s}}, which it does not have", field))
			}
		}
		for _, field := range fields {
			// "one alert" may do without its number.
			if said != "" && !slices.Contains(has, field) && (field != "Count" || said == t.Other) {
				wrong = append(wrong, fmt.Sprintf("is translated without {{.%s}}", field))
			}
		}
	}
	return wrong
}

// Fields lists the names a text is filled with. Only plain fields may stand there,
// so that a translator cannot break anything.
func Fields(text string) ([]string, error) {
	trees, err := parse.Parse("text", text, "", "")
	if err != nil {
		return nil, fmt.Errorf("is no template: %w", err)
	}
	tree := trees["text"]
	if tree == nil || tree.Root == nil {
		return nil, nil
	}
	var fields []string
	for _, node := range tree.Root.Nodes {
		if node.Type() == parse.NodeText {
			continue
		}
		action, ok := node.(*parse.ActionNode)
		if !ok || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Cmds[0].Args) != 1 {
			return nil, errors.New("holds more than plain fields: " + node.String())
		}
		field, ok := action.Pipe.Cmds[0].Args[0].(*parse.FieldNode)
		if !ok || len(field.Ident) != 1 {
			return nil, errors.New("holds more than plain fields: " + node.String())
		}
		fields = append(fields, field.Ident[0])
	}
	slices.Sort(fields)
	return slices.Compact(fields), nil
}

// Prune drops the translations that no screen uses.
func Prune(there map[string]words.Text, found []Text) {
	maps.DeleteFunc(there, func(key string, _ words.Text) bool {
		return !slices.ContainsFunc(found, func(text Text) bool { return text.Key == key })
	})
}

// Read reads a file of translations.
func Read(path string) (map[string]words.Text, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	there := map[string]words.Text{}
	if err := json.Unmarshal(data, &there); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return there, nil
}

// Write writes one, sorted by key.
func Write(path string, there map[string]words.Text) error {
	plain := map[string]any{}
	for key, text := range there {
		plain[key] = text.Other
		if text.One != "" {
			plain[key] = text
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(plain); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
