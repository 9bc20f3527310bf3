-- Both are trusted extensions: the database's owner may create them.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE "channel" (
    "code" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,
    "default_currency" TEXT COLLATE "C" NOT NULL,
    "currencies" TEXT[] COLLATE "C",
    "locales" TEXT[] COLLATE "C",
    "countries" TEXT[] COLLATE "C",

    CONSTRAINT "channel_pkey" PRIMARY KEY ("code")
);

CREATE TABLE "category" (
    "id" TEXT COLLATE "C" NOT NULL,
    "slug" TEXT COLLATE "C" NOT NULL,
    "parent_id" TEXT COLLATE "C",
    "position" INTEGER NOT NULL,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "category_translation" (
    "category_id" TEXT COLLATE "C" NOT NULL,
    "locale" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "category_translation_pkey" PRIMARY KEY ("category_id","locale")
);

CREATE TABLE "product" (
    "id" TEXT COLLATE "C" NOT NULL,
    "slug" TEXT COLLATE "C" NOT NULL,
    "category_id" TEXT COLLATE "C",
    "picture_url" TEXT,
    "picture_alt" JSONB,
    "picture_width" INTEGER,
    "picture_height" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "import_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "product_translation" (
    "product_id" TEXT COLLATE "C" NOT NULL,
    "locale" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,

    CONSTRAINT "product_translation_pkey" PRIMARY KEY ("product_id","locale")
);

CREATE TABLE "variant" (
    "id" TEXT COLLATE "C" NOT NULL,
    "product_id" TEXT COLLATE "C" NOT NULL,
    "sku" TEXT COLLATE "C" NOT NULL,
    "sku_key" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "variant_translation" (
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "locale" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "variant_translation_pkey" PRIMARY KEY ("variant_id","locale")
);

CREATE TABLE "publication" (
    "product_id" TEXT COLLATE "C" NOT NULL,
    "channel_code" TEXT COLLATE "C" NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publication_pkey" PRIMARY KEY ("product_id","channel_code")
);

CREATE TABLE "price" (
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "channel_code" TEXT COLLATE "C" NOT NULL,
    "currency" TEXT COLLATE "C" NOT NULL,
    "minor" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "price_pkey" PRIMARY KEY ("variant_id","channel_code","currency")
);

CREATE TABLE "product_search" (
    "product_id" TEXT COLLATE "C" NOT NULL,
    "words" tsvector NOT NULL,
    "names" TEXT NOT NULL,

    CONSTRAINT "product_search_pkey" PRIMARY KEY ("product_id")
);

CREATE UNIQUE INDEX "category_slug_key" ON "category"("slug");
CREATE INDEX "category_parent_id_position_idx" ON "category"("parent_id", "position");
CREATE UNIQUE INDEX "product_slug_key" ON "product"("slug");
CREATE INDEX "product_category_id_idx" ON "product"("category_id");
CREATE INDEX "product_created_at_id_idx" ON "product"("created_at", "id");
CREATE UNIQUE INDEX "variant_sku_key_key" ON "variant"("sku_key");
CREATE UNIQUE INDEX "variant_product_id_position_key" ON "variant"("product_id", "position");
CREATE INDEX "publication_channel_code_idx" ON "publication"("channel_code");
CREATE INDEX "product_search_words_idx" ON "product_search" USING GIN ("words");
CREATE INDEX "product_search_names_idx" ON "product_search" USING GIN ("names" gin_trgm_ops);

ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "category_translation" ADD CONSTRAINT "category_translation_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "product" ADD CONSTRAINT "product_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "product_translation" ADD CONSTRAINT "product_translation_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "variant" ADD CONSTRAINT "variant_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "variant_translation" ADD CONSTRAINT "variant_translation_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "publication" ADD CONSTRAINT "publication_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "publication" ADD CONSTRAINT "publication_channel_code_fkey" FOREIGN KEY ("channel_code") REFERENCES "channel"("code") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "price" ADD CONSTRAINT "price_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "price" ADD CONSTRAINT "price_channel_code_fkey" FOREIGN KEY ("channel_code") REFERENCES "channel"("code") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "product_search" ADD CONSTRAINT "product_search_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "channel" ADD CONSTRAINT "channel_default_currency" CHECK ("default_currency" = ANY ("currencies"));
ALTER TABLE "channel" ADD CONSTRAINT "channel_has_locale" CHECK (cardinality("locales") > 0);
ALTER TABLE "product" ADD CONSTRAINT "product_slug_form" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "product" ADD CONSTRAINT "product_picture_whole"
    CHECK (num_nulls("picture_url", "picture_alt", "picture_width", "picture_height") IN (0, 4));
ALTER TABLE "category" ADD CONSTRAINT "category_slug_form" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "category" ADD CONSTRAINT "category_not_its_own_parent" CHECK ("parent_id" <> "id");
ALTER TABLE "variant" ADD CONSTRAINT "variant_sku_key_folded" CHECK ("sku_key" = upper("sku"));
ALTER TABLE "price" ADD CONSTRAINT "price_not_negative" CHECK ("minor" >= 0);

-- Search. Both sides, what is stored and what is asked, go through the same folding.

-- Small letters without accents, one space between words and nothing else.
CREATE FUNCTION catalog_fold(words TEXT) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT btrim(regexp_replace(lower(unaccent(normalize(words, NFKC)) COLLATE "unicode"), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Korean, Japanese and Chinese put words together without a space. With every tail of a run stored as a word of its
-- own, a prefix finds any part: the tails of 종이등불 have 등불 among them.
CREATE FUNCTION catalog_tails(folded TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(string_agg(substr(run[1], start, 20), ' '), '')
    FROM regexp_matches(folded, '[\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]{2,}', 'g') AS run,
         generate_series(2, length(run[1])) AS start
$$;

CREATE FUNCTION catalog_index_products(ids TEXT[]) RETURNS VOID LANGUAGE sql AS $$
    INSERT INTO product_search AS s (product_id, words, names)
    SELECT id,
           setweight(to_tsvector('simple', names || ' ' || catalog_tails(names)), 'A')
               || setweight(to_tsvector('english', english_names), 'A')
               || setweight(to_tsvector('simple', skus), 'A')
               || setweight(to_tsvector('simple', texts || ' ' || catalog_tails(texts)), 'C')
               || setweight(to_tsvector('english', english_texts), 'C'),
           btrim(names || ' ' || skus)
    FROM (
        SELECT p.id,
               catalog_fold(coalesce(string_agg(t.name, ' ' ORDER BY t.locale), '')) AS names,
               catalog_fold(coalesce(string_agg(t.name, ' ') FILTER (WHERE t.locale LIKE 'en%'), '')) AS english_names,
               catalog_fold(coalesce(string_agg(t.description, ' ' ORDER BY t.locale), '')) AS texts,
               catalog_fold(coalesce(string_agg(t.description, ' ') FILTER (WHERE t.locale LIKE 'en%'), ''))
                   AS english_texts,
               catalog_fold(coalesce((
                   SELECT string_agg(v.sku || ' ' || regexp_replace(v.sku, '[^A-Za-z0-9]', '', 'g'), ' ' ORDER BY v.position)
                   FROM variant v WHERE v.product_id = p.id), '')) AS skus
        FROM product p LEFT JOIN product_translation t ON t.product_id = p.id
        WHERE p.id = ANY (ids)
        GROUP BY p.id) AS written
    ORDER BY id
    ON CONFLICT (product_id) DO UPDATE SET words = EXCLUDED.words, names = EXCLUDED.names
    WHERE s.words IS DISTINCT FROM EXCLUDED.words OR s.names IS DISTINCT FROM EXCLUDED.names
$$;

CREATE FUNCTION catalog_index_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_index_products(ARRAY(SELECT DISTINCT product_id FROM changed));
    RETURN NULL;
END $$;

CREATE TRIGGER "product_translation_insert_search" AFTER INSERT ON "product_translation"
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_changed();
CREATE TRIGGER "product_translation_update_search" AFTER UPDATE ON "product_translation"
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_changed();
CREATE TRIGGER "product_translation_delete_search" AFTER DELETE ON "product_translation"
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_changed();
CREATE TRIGGER "variant_insert_search" AFTER INSERT ON "variant"
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_changed();
CREATE TRIGGER "variant_update_search" AFTER UPDATE ON "variant"
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_changed();
CREATE TRIGGER "variant_delete_search" AFTER DELETE ON "variant"
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_index_changed();

-- Every word must be there; the last one may be unfinished. English words match in any form, and the little ones
-- ("the", "for") only count when there is nothing else.
CREATE FUNCTION catalog_query(search TEXT) RETURNS TSQUERY
    -- PostgreSQL has a notice for every little word.
    LANGUAGE plpgsql STABLE SET client_min_messages = warning AS $$
DECLARE
    words TEXT[] := string_to_array(catalog_fold(search), ' ');
    kept TSQUERY := '';
    every TSQUERY := '';
    english TSQUERY;
    found TSQUERY;
BEGIN
    FOR i IN 1 .. cardinality(words) LOOP
        english := to_tsquery('english', quote_literal(words[i]));
        found := english || to_tsquery('simple', quote_literal(words[i])
            || CASE WHEN i = cardinality(words) OR words[i] ~ '[\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]'
                    THEN ':*' ELSE '' END);
        every := every && found;
        IF numnode(english) > 0 THEN
            kept := kept && found;
        END IF;
    END LOOP;
    RETURN CASE WHEN numnode(kept) > 0 THEN kept ELSE every END;
END $$;

-- The products of a channel that a search finds, with how well in millionths. When none has the words as they are
-- typed, those whose names look like them.
CREATE FUNCTION catalog_matches(search TEXT, channel TEXT) RETURNS TABLE (product_id TEXT, score INTEGER)
    LANGUAGE plpgsql STABLE SET pg_trgm.word_similarity_threshold = 0.45 AS $$
DECLARE
    query TSQUERY := catalog_query(search);
    parts TEXT[] := string_to_array(catalog_fold(search), ' ');
    longest TEXT := (SELECT part FROM unnest(parts) AS part ORDER BY length(part) DESC, part LIMIT 1);
BEGIN
    RETURN QUERY
        SELECT s.product_id, (ts_rank('{0.1, 0.2, 0.4, 1}', s.words, query) * 1000000)::INTEGER
        FROM product_search s JOIN publication p ON p.product_id = s.product_id AND p.channel_code = channel
        WHERE s.words @@ query;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT s.product_id,
               (SELECT (avg(word_similarity(part, s.names)) * 1000000)::INTEGER FROM unnest(parts) AS part)
        FROM product_search s JOIN publication p ON p.product_id = s.product_id AND p.channel_code = channel
        WHERE longest <% s.names AND NOT EXISTS (SELECT FROM unnest(parts) AS part WHERE NOT part <% s.names);
END $$;

-- Whoever sells through one market only never needs another.
INSERT INTO "channel" ("code", "name", "default_currency", "currencies", "locales", "countries")
VALUES ('default', 'Everywhere', 'GBP', '{GBP,USD,EUR,KRW,JPY}', '{en,ko}',
        '{GB,IE,US,CA,DE,FR,NL,BE,ES,IT,KR,JP,AU}');
