// Package texts reads the texts of the screens out of their source, and holds
// them against the translations.
package texts

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"turnaround/internal/lint"
	"turnaround/ui/words"
)

// Text is one that a screen says.
type Text struct {
	Key    string   // "" where the source does not tell
	Said   string   // the English text; the key, but where it names a meaning
	Plural bool     // said by words.N
	Marked bool     // only marked here: what fills it is given elsewhere
	Given  []string // the names of the fields it is filled with
	Open   bool     // they cannot be read here
	Early  bool     // said before the language is known, in a variable of the package
	Where  string   // path:line
}

// Own is the text as its own translation.
func (t Text) Own() words.Text {
	if t.Plural {
		return words.Text{One: t.Said, Other: t.Said}
	}
	return words.Text{Other: t.Said}
}

const room = "ui/words"

// Collect finds all texts below ui, tests aside.
func Collect(root string) ([]Text, error) {
	files, err := lint.Read(filepath.Join(root, "ui"))
	if err != nil {
		return nil, err
	}
	for n := range files {
		files[n].Path = "ui/" + files[n].Path
		files[n].Folder = strings.TrimSuffix("ui/"+files[n].Folder, "/.")
	}
	return In(files), nil
}

// In finds the texts of some files; constants are looked up across each package.
func In(files []lint.File) []Text {
	constants := map[string]map[string]ast.Expr{}
	for _, file := range files {
		if constants[file.Folder] == nil {
			constants[file.Folder] = map[string]ast.Expr{}
		}
		gatherConstants(file.Syntax, constants[file.Folder])
	}
	var found []Text
	for _, file := range files {
		name := wordsName(file)
		if file.Test || name == "" {
			continue
		}
		s := search{file: file, name: name, constants: constants[file.Folder]}
		for _, decl := range file.Syntax.Decls {
			_, s.early = decl.(*ast.GenDecl)
			ast.Walk(&s, decl)
		}
		found = append(found, s.found...)
	}
	return found
}

// wordsName is the name ui/words goes by in a file: "." within itself, "" where
// it is not imported.
func wordsName(file lint.File) string {
	if file.Folder == room {
		return "."
	}
	for _, spec := range file.Syntax.Imports {
		if spec.Path.Value != strconv.Quote("turnaround/"+room) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "words"
	}
	return ""
}

func gatherConstants(file *ast.File, into map[string]ast.Expr) {
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok || general.Tok != token.CONST {
			continue
		}
		for _, spec := range general.Specs {
			values := spec.(*ast.ValueSpec)
			for n, name := range values.Names {
				if n < len(values.Values) {
					into[name.Name] = values.Values[n]
				}
			}
		}
	}
}

type search struct {
	file      lint.File
	name      string
	constants map[string]ast.Expr
	early     bool
	found     []Text
}

// Visit notes calls of T, As, N and Mark; what is inside a function literal is said
// when that is called.
func (s *search) Visit(node ast.Node) ast.Visitor {
	if literal, ok := node.(*ast.FuncLit); ok && s.early {
		inner := search{file: s.file, name: s.name, constants: s.constants}
		ast.Walk(&inner, literal.Body)
		s.found = append(s.found, inner.found...)
		return nil
	}
	call, ok := node.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return s
	}
	text := Text{Where: fmt.Sprintf("%s:%d", s.file.Path, s.file.Set.Position(call.Pos()).Line)}
	at, data := 0, 1
	switch s.called(call.Fun) {
	case "T":
	case "As":
		if len(call.Args) < 2 {
			return s
		}
		at, data = 1, 2
	case "N":
		text.Plural, data = true, 2
	case "Mark":
		text.Marked = true
	default:
		return s
	}
	text.Early = s.early && !text.Marked
	text.Said, _ = s.literal(call.Args[at], 0)
	text.Key = text.Said
	if meaning, ok := s.literal(call.Args[0], 0); ok && at == 1 && text.Said != "" {
		text.Key = words.Key(meaning, text.Said)
	}
	text.Open = text.Marked
	if len(call.Args) > data {
		text.Given, text.Open = given(call.Args[data])
	}
	if s.file.Folder != room || text.Key != "" {
		s.found = append(s.found, text)
	}
	return s
}

// called is the name of the function of ui/words that is called, or "".
func (s *search) called(fun ast.Expr) string {
	if ident, ok := fun.(*ast.Ident); ok && s.name == "." {
		return ident.Name
	}
	if selector, ok := fun.(*ast.SelectorExpr); ok {
		if ident, ok := selector.X.(*ast.Ident); ok && ident.Name == s.name {
			return selector.Sel.Name
		}
	}
	return ""
}

// literal reads a string out of literals, constants and their sums.
func (s *search) literal(expr ast.Expr, depth int) (string, bool) {
	if depth > 8 {
		return "", false
	}
	switch e := expr.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		if value, ok := s.constants[e.Name]; ok {
			return s.literal(value, depth+1)
		}
	case *ast.ParenExpr:
		return s.literal(e.X, depth+1)
	case *ast.BinaryExpr:
		left, ok := s.literal(e.X, depth+1)
		right, also := s.literal(e.Y, depth+1)
		if ok && also && e.Op == token.ADD {
			return left + right, true
		}
	}
	return "", false
}

// given lists the fields of a literal words.Data.
func given(expr ast.Expr) (fields []string, open bool) {
	literal, ok := expr.(*ast.CompositeLit)
	if !ok {
		return nil, true
	}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return nil, true
		}
		key, ok := pair.Key.(*ast.BasicLit)
		if !ok {
			return nil, true
		}
		name, err := strconv.Unquote(key.Value)
		if err != nil {
			return nil, true
		}
		fields = append(fields, name)
	}
	slices.Sort(fields)
	return fields, false
}
