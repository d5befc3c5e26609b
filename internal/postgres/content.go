package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const saidNoTown = "no such town"

// Versions returns the content version of every town. A town's version says
// nothing about its parent.
func (s *Store) Versions(ctx context.Context) (map[caterina.TownID]int64, error) {
	rows, err := s.q.ContentVersions(ctx, s.pool)
	if err != nil {
		return nil, wrapped("read the content versions", err)
	}
	versions := make(map[caterina.TownID]int64, len(rows))
	for _, row := range rows {
		versions[caterina.TownID(row.ID)] = row.ContentVersion
	}
	return versions, nil
}

// TownBySlug returns one town; CodeNotFound when there is none.
func (s *Store) TownBySlug(ctx context.Context, slug string) (caterina.Town, error) {
	row, err := s.q.TownBySlug(ctx, s.pool, slug)
	if err != nil {
		return caterina.Town{}, townError("read a town", err)
	}
	return townOf(row.ID, row.Data, row.Hours)
}

// Towns returns every town, by slug.
func (s *Store) Towns(ctx context.Context) ([]caterina.Town, error) {
	rows, err := s.q.Towns(ctx, s.pool)
	if err != nil {
		return nil, wrapped("read the towns", err)
	}
	towns := make([]caterina.Town, 0, len(rows))
	for _, row := range rows {
		town, err := townOf(row.ID, row.Data, row.Hours)
		if err != nil {
			return nil, err
		}
		towns = append(towns, town)
	}
	return towns, nil
}

// Content returns what one town itself publishes, by slug, without its
// parent's. The version is read first: content that changes meanwhile has a
// higher one, so an index built from it is never taken for newer than it is.
func (s *Store) Content(ctx context.Context, town caterina.TownID) (caterina.Content, error) {
	const doing = "read a town's content"
	row, err := s.q.TownContent(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Content{}, townError(doing, err)
	}
	content := caterina.Content{Version: row.ContentVersion, Lexicon: row.Lexicon}
	if content.Town, err = townOf(row.ID, row.Data, row.Hours); err != nil {
		return caterina.Content{}, err
	}
	cards, err := s.q.Cards(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Content{}, wrapped(doing, err)
	}
	offices, err := s.q.Offices(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Content{}, wrapped(doing, err)
	}
	services, err := s.q.Services(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Content{}, wrapped(doing, err)
	}
	if content.Variants, err = s.Variants(ctx, town); err != nil {
		return caterina.Content{}, err
	}
	if content.Cards, err = decoded[caterina.Card](cards); err != nil {
		return caterina.Content{}, err
	}
	if content.Offices, err = decoded[caterina.Office](offices); err != nil {
		return caterina.Content{}, err
	}
	for i := range content.Offices {
		content.Offices[i].Town = content.Town.Slug
	}
	if content.Services, err = decoded[caterina.Service](services); err != nil {
		return caterina.Content{}, err
	}
	streets, err := s.q.Streets(ctx, s.pool, int64(town))
	for _, row := range streets {
		content.Streets = append(content.Streets, caterina.Street{Name: row.Name, District: row.District, Lat: row.Lat, Lon: row.Lon})
	}
	return content, wrapped(doing, err)
}

// SaveTown stores a town by its slug and returns its number; of the counts one
// is 1. A nil lexicon leaves the stored one as it is.
func (s *Store) SaveTown(ctx context.Context, town caterina.Town, lexicon *string) (caterina.TownID, caterina.ImportCounts, error) {
	const doing = "save a town"
	data, hash, err := encoded(town)
	if err != nil {
		return 0, caterina.ImportCounts{}, err
	}
	row, err := s.q.UpsertTown(ctx, s.pool, dbq.UpsertTownParams{Slug: town.Slug, Data: data, Lexicon: lexicon, Sha256: hash})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		stored, err := s.q.TownBySlug(ctx, s.pool, town.Slug)
		return caterina.TownID(stored.ID), caterina.ImportCounts{Unchanged: 1}, townError(doing, err)
	case err != nil:
		return 0, caterina.ImportCounts{}, wrapped(doing, err)
	case row.Created:
		return caterina.TownID(row.ID), caterina.ImportCounts{Created: 1}, nil
	default:
		return caterina.TownID(row.ID), caterina.ImportCounts{Updated: 1}, nil
	}
}

// SaveItems stores cards, offices and services by their slugs, and streets, in one
// transaction, and raises the town's content version once if anything is new or
// different. Items of the town that are not named stay as they are. The same
// slug twice among one kind is CodeInvalid.
func (s *Store) SaveItems(ctx context.Context, town caterina.TownID, items caterina.Items) (caterina.ImportCounts, error) {
	cards, err := columnsOf("card", items.Cards, func(c caterina.Card) string { return c.Slug })
	if err != nil {
		return caterina.ImportCounts{}, err
	}
	offices, err := columnsOf("office", items.Offices, func(o caterina.Office) string { return o.Slug })
	if err != nil {
		return caterina.ImportCounts{}, err
	}
	services, err := columnsOf("service", items.Services, func(s caterina.Service) string { return s.Slug })
	if err != nil {
		return caterina.ImportCounts{}, err
	}

	var counts caterina.ImportCounts
	err = s.inTx(ctx, "save a town's content", func(tx pgx.Tx) error {
		counts = caterina.ImportCounts{} // the function may run again
		if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
			return townError("find the town", err)
		}
		created, err := s.q.UpsertCards(ctx, tx, dbq.UpsertCardsParams{TownID: int64(town), Slugs: cards.slugs, Datas: cards.datas, Hashes: cards.hashes})
		if err != nil {
			return fmt.Errorf("cards: %w", err)
		}
		counts = counted(counts, created, len(items.Cards))
		created, err = s.q.UpsertOffices(ctx, tx, dbq.UpsertOfficesParams{TownID: int64(town), Slugs: offices.slugs, Datas: offices.datas, Hashes: offices.hashes})
		if err != nil {
			return fmt.Errorf("offices: %w", err)
		}
		counts = counted(counts, created, len(items.Offices))
		created, err = s.q.UpsertServices(ctx, tx, dbq.UpsertServicesParams{TownID: int64(town), Slugs: services.slugs, Datas: services.datas, Hashes: services.hashes})
		if err != nil {
			return fmt.Errorf("services: %w", err)
		}
		counts = counted(counts, created, len(items.Services))
		dropped, err := s.saveStreets(ctx, tx, town, items.Streets, &counts)
		if err != nil {
			return err
		}
		if counts.Created+counts.Updated+dropped == 0 {
			return nil
		}
		return s.q.RaiseContentVersion(ctx, tx, int64(town))
	})
	return counts, err
}

// saveStreets puts a list of streets in the place of the stored one, and returns how
// many of those are gone.
func (s *Store) saveStreets(ctx context.Context, tx pgx.Tx, town caterina.TownID, list []caterina.Street, counts *caterina.ImportCounts) (dropped int, err error) {
	if list == nil {
		return 0, nil
	}
	p := dbq.UpsertStreetsParams{TownID: int64(town)}
	for _, street := range list {
		p.Names, p.Districts = append(p.Names, street.Name), append(p.Districts, street.District)
		p.Lats, p.Lons = append(p.Lats, street.Lat), append(p.Lons, street.Lon)
	}
	gone, err := s.q.DropStreets(ctx, tx, dbq.DropStreetsParams{TownID: p.TownID, Names: p.Names, Districts: p.Districts})
	if err != nil {
		return 0, fmt.Errorf("streets: %w", err)
	}
	created, err := s.q.UpsertStreets(ctx, tx, p)
	if err != nil {
		return 0, fmt.Errorf("streets: %w", err)
	}
	*counts = counted(*counts, created, len(list))
	return int(gone), nil
}

// columns are items as a statement takes many rows at once.
type columns struct {
	slugs  []string
	datas  [][]byte
	hashes [][]byte
}

func columnsOf[T any](kind string, items []T, slug func(T) string) (columns, error) {
	var c columns
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		name := slug(item)
		if seen[name] {
			return columns{}, caterina.Errorf(caterina.CodeInvalid, "the %s %q is there twice: give each its own slug", kind, name)
		}
		seen[name] = true
		data, hash, err := encoded(item)
		if err != nil {
			return columns{}, fmt.Errorf("%s %q: %w", kind, name, err)
		}
		c.slugs, c.datas, c.hashes = append(c.slugs, name), append(c.datas, data), append(c.hashes, hash)
	}
	return c, nil
}

// counted adds one statement's outcome: created has an entry for each row that
// was written, the others were unchanged.
func counted(counts caterina.ImportCounts, created []bool, total int) caterina.ImportCounts {
	for _, isNew := range created {
		if isNew {
			counts.Created++
		} else {
			counts.Updated++
		}
	}
	counts.Unchanged += total - len(created)
	return counts
}

// encoded returns a value as JSON and the hash by which a later import knows it.
func encoded(v any) (data, hash []byte, err error) {
	if data, err = json.Marshal(v); err != nil {
		return nil, nil, fmt.Errorf("encode: %w", err)
	}
	sum := sha256.Sum256(data)
	return data, sum[:], nil
}

func decoded[T any](rows [][]byte) ([]T, error) {
	items := make([]T, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row, &items[i]); err != nil {
			return nil, fmt.Errorf("decode stored content: %w", err)
		}
	}
	return items, nil
}

// townOf is a town as town.yaml has it, with the hours that were changed since.
func townOf(id int64, data, hours []byte) (caterina.Town, error) {
	var town caterina.Town
	if err := json.Unmarshal(data, &town); err != nil {
		return caterina.Town{}, fmt.Errorf("decode a stored town: %w", err)
	}
	town.ID = caterina.TownID(id)
	return town, putHours(&town, hours)
}

// townError is wrapped for statements about one town.
func townError(doing string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &caterina.Error{Code: caterina.CodeNotFound, Message: saidNoTown, Err: fmt.Errorf("%s: %w", doing, err)}
	}
	return wrapped(doing, err)
}
