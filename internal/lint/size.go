package lint

import (
	"fmt"
	"go/ast"
)

// What fits on a screen or two is read; tests may be longer.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
)

// Sizes finds files and functions that are too long to be read in one go.
func Sizes(files []File) []Finding {
	var found []Finding
	for _, file := range files {
		if file.Test {
			continue
		}
		if file.Lines > maxFileLines {
			found = append(found, Finding{file.Path, fmt.Sprintf("%d lines, more than %d", file.Lines, maxFileLines)})
		}
		for _, declaration := range file.Syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			lines := file.Set.Position(function.End()).Line - file.Set.Position(function.Pos()).Line + 1
			if lines > maxFunctionLines {
				found = append(found, Finding{file.at(function),
					fmt.Sprintf("%s has %d lines, more than %d", function.Name.Name, lines, maxFunctionLines)})
			}
		}
	}
	return found
}
