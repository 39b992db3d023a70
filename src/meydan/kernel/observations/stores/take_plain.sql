-- Takes in a batch in which nothing is out of the usual, in one statement: most batches are of this kind, and
-- what a round trip and a plan cost is most of what a single observation costs. Gives how many rows were new and
-- how many stood there with another value; new is -1 when something wants the long way, and nothing is written.
--
-- The first four arrays hold the batch in order of datastream and slot; the next six hold, a datastream, its first
-- instant, its last slot and value, since when that value stands in the batch, and whether through all of it.
CREATE OR REPLACE FUNCTION observations_take_plain(
    p_ids bigint[], p_slots bigint[], p_values double precision[], p_days bigint[],
    p_own bigint[], p_first_us bigint[], p_last_slot bigint[], p_last_value double precision[],
    p_since_us bigint[], p_through bigint[],
    p_result_time text, p_feature bigint, p_now_us bigint, p_in_time_us bigint, p_body bytea,
    OUT added integer, OUT corrected integer
) LANGUAGE plpgsql AS $$
BEGIN
    added := -1;
    corrected := 0;

    PERFORM 1 FROM observations_latestvalue l WHERE l.datastream_id = ANY (p_own)
    ORDER BY l.datastream_id FOR NO KEY UPDATE;

    IF EXISTS (
        SELECT 1 FROM unnest(p_own) AS b (id)
        LEFT JOIN (observations_datastream d JOIN observations_latestvalue l ON l.datastream_id = d.id) ON d.id = b.id
        WHERE d.id IS NULL OR d.has_details OR d.is_multi
            OR (p_result_time <> '' AND d.result_time <> p_result_time)
            OR (p_feature > 0 AND d.default_feature_id IS DISTINCT FROM p_feature)
            OR (p_feature = 0 AND (d.default_feature_id IS NULL OR d.default_feature_id <> (
                SELECT f.id FROM observations_featureofinterest f WHERE f.made_from_id = (
                    SELECT m.location_id FROM observations_location_things m WHERE m.thing_id = d.thing_id
                    ORDER BY m.id LIMIT 1))) IS NOT FALSE)
            OR EXISTS (SELECT 1 FROM observations_rule r
                       WHERE r.is_active AND r.observed_property_id = d.observed_property_id)
    ) OR EXISTS (
        SELECT 1 FROM unnest(p_ids, p_slots, p_values) AS b (id, slot, value)
        JOIN observations_datastream d ON d.id = b.id
        JOIN observations_observedproperty p ON p.id = d.observed_property_id
        JOIN observations_latestvalue l ON l.datastream_id = d.id
        WHERE b.value < p.minimum OR b.value > p.maximum
            OR b.slot >> 5 > p_now_us + d.ahead_s * 1000000::bigint
            -- One late value among stored ones is a run of its own; of several somebody must look what lies between.
            OR (b.slot >> 5 < p_in_time_us AND b.slot <= l.at_us * 32 + l.seq
                AND (SELECT count(*) FROM unnest(p_ids) AS o (id) WHERE o.id = b.id) > 1)
    ) THEN
        RETURN;
    END IF;

    WITH fresh AS (
        INSERT INTO observations_value (slot, value, datastream_id)
        SELECT * FROM unnest(p_slots, p_values, p_ids) ON CONFLICT DO NOTHING RETURNING datastream_id, slot
    ), late AS (
        INSERT INTO observations_arrival (datastream_id, from_slot, to_slot, received_us)
        SELECT f.datastream_id, min(f.slot), max(f.slot), p_now_us FROM fresh f
        WHERE f.slot >> 5 < p_in_time_us GROUP BY f.datastream_id ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM fresh INTO added;

    IF added < cardinality(p_ids) THEN
        -- The newest value wins, and what stood there is kept aside.
        WITH other AS (
            SELECT v.datastream_id, v.slot, v.value AS old, b.value AS new
            FROM unnest(p_ids, p_slots, p_values) AS b (id, slot, value)
            JOIN observations_value v ON v.datastream_id = b.id AND v.slot = b.slot
            WHERE v.value <> b.value FOR UPDATE OF v
        ), aside AS (
            INSERT INTO observations_old_value (datastream_id, slot, replaced_us, value)
            SELECT o.datastream_id, o.slot, p_now_us, o.old FROM other o ON CONFLICT DO NOTHING
        )
        UPDATE observations_value v SET value = o.new FROM other o
        WHERE v.datastream_id = o.datastream_id AND v.slot = o.slot;
        GET DIAGNOSTICS corrected = ROW_COUNT;
    END IF;

    INSERT INTO observations_dirty_day (datastream_id, day, touched)
    SELECT DISTINCT b.id, b.day, 1 FROM unnest(p_ids, p_days) AS b (id, day) ORDER BY 1, 2
    ON CONFLICT (datastream_id, day) DO UPDATE SET touched = observations_dirty_day.touched + 1;

    UPDATE observations_latestvalue l SET
        first_us = least(l.first_us, n.first_us),
        at_us = CASE WHEN n.is_newer THEN n.slot >> 5 ELSE l.at_us END,
        seq = CASE WHEN n.is_newer THEN n.slot & 31 ELSE l.seq END,
        value = CASE WHEN n.is_newer THEN n.value ELSE l.value END,
        same_since_us = CASE WHEN NOT n.is_newer THEN l.same_since_us
            WHEN n.through = 1 AND l.value = n.value THEN least(l.same_since_us, n.since_us) ELSE n.since_us END
    FROM (
        SELECT b.*, o.at_us IS NULL OR b.slot >= o.at_us * 32 + o.seq AS is_newer
        FROM unnest(p_own, p_first_us, p_last_slot, p_last_value, p_since_us, p_through)
            AS b (id, first_us, slot, value, since_us, through)
        JOIN observations_latestvalue o ON o.datastream_id = b.id
    ) n WHERE l.datastream_id = n.id;

    INSERT INTO observations_feed (written_us, body) SELECT p_now_us, p_body
    WHERE added + corrected > 0
        AND EXISTS (SELECT 1 FROM observations_listener h WHERE h.until_us > p_now_us);
END $$
