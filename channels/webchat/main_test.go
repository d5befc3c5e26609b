package webchat

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain finds goroutines that outlive their connection.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
