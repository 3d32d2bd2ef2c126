package assets

import _ "embed"

// Mark is the app's icon.
//
//go:embed icons/mark.svg
var Mark []byte
