// Package openai asks a language model behind any server that speaks OpenAI's API:
// OpenAI, Azure's v1 address, vLLM, Ollama, llama.cpp, Text Embeddings Inference, a
// region's cloud. It is the only package that imports go-openai, and knows nothing of
// what is asked: an Ask goes in, a Completion comes out that nobody has checked.
//
// Around each call, in this order: the circuit breaker of its line (a server that
// failed often is left alone), the call's own time, one of the places for calls under
// way (with a short queue), the town's budget of the day, and tries with full jitter
// that honour Retry-After and never happen once a piece of the answer is out. What a
// server refuses (a JSON schema, stream_options, max_tokens, a temperature, so many
// texts) is left out and remembered for the life of the process.
//
// Every error is an *Error with a caterina.ModelFailure. It holds no prompt, no answer,
// no key and no word of the server. Completions come with errors too: they hold what
// was said until then and what it cost.
//
// The breaker is github.com/sony/gobreaker/v2: no dependencies, a two-step form that
// fits streams, outcomes that count neither way, and one probe at a time while half
// open. failsafe-go has windows and a way to open by hand, but is before 1.0 and brings
// bitsets and digests; a breaker of our own would be the same two hundred lines with
// fewer eyes on them. The queue stands on golang.org/x/sync/semaphore, which is fair.
// For waits between tries a backoff library would be longer than what it replaces:
// the wait must be weighed against three deadlines before it begins.
package openai
