package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// benchPeople runs the model test of people's taking over for a long time: it
// measures nothing but whether the rules still hold. What it says goes to the
// standard error; a violation is this part's failure.
func benchPeople(ctx context.Context, b *bench) error {
	limit := b.peopleFor + 20*time.Minute // for its beginning and its end
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "-timeout", limit.String(), "-run", "^TestModelOfPeople$", "./internal/e2e")
	cmd.Env = append(environment(), "CATERINA_MODEL_FOR="+b.peopleFor.String())
	if seed := os.Getenv("CATERINA_MODEL_SEED"); seed != "" {
		cmd.Env = append(cmd.Env, "CATERINA_MODEL_SEED="+seed)
	}
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("a rule was broken, or the model could not run: %w", err)
	}
	b.table.add(row{what: fmt.Sprintf("people: violations of J1 to J10 in %v at random", b.peopleFor), figure: "0", goal: "0"})
	return nil
}
