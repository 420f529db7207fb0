package org.consilium.media.peer.negotiation;

/**
 * What the caller needs to know of an offered section to match it with the client's announcement of
 * a track, before it is answered.
 *
 * @param streamId first token of {@code a=msid}, empty when there is none
 * @param trackId second token, the client's own id of the track; empty when there is none
 * @param fresh not among the sections answered before, or sending for the first time
 */
public record OfferedSection(
        String mid, MediaKind kind, String streamId, String trackId, boolean fresh) {}
