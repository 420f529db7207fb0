package org.consilium.server.signal;

import java.util.HashMap;
import java.util.Map;
import org.consilium.media.room.JoinRequest;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.signal.token.AccessToken;
import org.consilium.server.signal.token.TokenRefused;
import org.consilium.server.signal.token.TokenVerifier;
import org.consilium.server.signal.token.VideoGrant;
import org.jspecify.annotations.Nullable;

/**
 * Decides, before anything is opened or changed, whether a request may join. The same checks answer
 * {@code /rtc} and {@code /rtc/validate}, which clients ask for the reason of a failed upgrade. Any
 * thread.
 */
final class AdmissionCheck {
    private static final String BEARER = "Bearer ";

    private final SignalSettings settings;
    private final TokenVerifier verifier;
    private final RoomOverview overview;
    private final RemovedParticipants removed;

    AdmissionCheck(
            SignalSettings settings,
            TokenVerifier verifier,
            RoomOverview overview,
            RemovedParticipants removed) {
        this.settings = settings;
        this.verifier = verifier;
        this.overview = overview;
        this.removed = removed;
    }

    /**
     * Checks a request.
     *
     * @param authorization the header, which goes before the query's token
     * @param strict whether attributes that cannot be decoded are an error
     */
    Admission check(JoinParameters query, @Nullable String authorization, boolean strict)
            throws JoinRefused {
        AccessToken token = verify(query, authorization);
        VideoGrant video = token.video();
        if (video == null || !video.roomJoin()) {
            throw new JoinRefused(401, "the token does not allow to join a room");
        }
        if (video.room().isEmpty() || !Limits.allowsName(video.room())) {
            throw new JoinRefused(400, "the token names no room or one with too long a name");
        }
        if (token.identity().isEmpty() || !Limits.allowsName(token.identity())) {
            throw new JoinRefused(400, "the token names no identity or one that is too long");
        }
        if (query.protocol() < ServerIdentity.MIN_CLIENT_PROTOCOL) {
            throw new JoinRefused(400, "the client's protocol is too old");
        }
        if (removed.isVoid(video.room(), token.identity(), token.issuedAtSeconds())) {
            throw new JoinRefused(403, "removed from the room");
        }
        if (query.publishOnly()) {
            // Old clients published on a second presence. One token could fill a room with those,
            // nobody sees whose they are, and whoever is removed leaves them behind.
            throw new JoinRefused(400, "connections that only publish are not supported");
        }
        Map<String, String> attributes = attributes(query, token, video, strict);
        if (!Limits.allowsName(token.name())) {
            throw new JoinRefused(400, "the name is too long");
        }
        if (!query.reconnect()) {
            checkRoom(video, token.identity());
        }
        return new Admission(
                video.room(),
                token,
                new JoinRequest(
                        token.identity(),
                        token.name(),
                        metadata(query, token, video),
                        attributes,
                        token.kind(),
                        video.permissions(),
                        query.protocol(),
                        query.clientProtocol(),
                        query.capabilities(),
                        query.sdk(),
                        query.browser(),
                        query.autoSubscribe(),
                        query.adaptiveStream(),
                        query.singleConnection()),
                roomSettings(token.room()),
                roomMetadata(token.room()),
                query.firstRequests(),
                query.reconnect(),
                query.resumedSid());
    }

    private AccessToken verify(JoinParameters query, @Nullable String authorization)
            throws JoinRefused {
        String token = query.accessToken();
        if (authorization != null) {
            if (!authorization.startsWith(BEARER)) {
                throw new JoinRefused(401, "the Authorization header is no Bearer token");
            }
            token = authorization.substring(BEARER.length()).trim();
        }
        if (token.isEmpty()) {
            throw new JoinRefused(401, "no access token");
        }
        try {
            return verifier.verify(token);
        } catch (TokenRefused e) {
            throw new JoinRefused(401, String.valueOf(e.getMessage()));
        }
    }

    private static String metadata(JoinParameters query, AccessToken token, VideoGrant video)
            throws JoinRefused {
        if (query.metadata().isEmpty()) {
            return token.metadata();
        }
        if (!video.canUpdateOwnMetadata()) {
            throw new JoinRefused(401, "the token does not allow to set metadata");
        }
        if (!Limits.allowsMetadata(query.metadata())) {
            throw new JoinRefused(400, "the metadata is too large");
        }
        return query.metadata();
    }

    private static Map<String, String> attributes(
            JoinParameters query, AccessToken token, VideoGrant video, boolean strict)
            throws JoinRefused {
        Map<String, String> own = query.attributes();
        if (own == null) {
            if (strict) {
                throw new JoinRefused(400, "the attributes cannot be decoded");
            }
            return token.attributes();
        }
        if (own.isEmpty()) {
            return token.attributes();
        }
        if (!video.canUpdateOwnMetadata()) {
            throw new JoinRefused(401, "the token does not allow to set attributes");
        }
        var attributes = new HashMap<>(token.attributes());
        attributes.putAll(own);
        if (!Limits.allowsAttributes(attributes)) {
            throw new JoinRefused(400, "the attributes are too large");
        }
        return attributes;
    }

    private void checkRoom(VideoGrant video, String identity) throws JoinRefused {
        var room = overview.room(video.room());
        if (room.isEmpty()) {
            if (!settings.autoCreateRooms() && !video.roomCreate()) {
                // The words are part of the protocol: clients look for them in a 404.
                throw new JoinRefused(404, "requested room does not exist");
            }
            return;
        }
        int most = room.get().settings().maxParticipants();
        // The room itself decides when it is asked; this only gives validate the same answer.
        if (most > 0
                && room.get().participants() >= most
                && !video.hidden()
                && !overview.hasParticipant(video.room(), identity)) {
            throw new JoinRefused(503, "the room is full");
        }
    }

    private RoomSettings roomSettings(AccessToken.@Nullable RoomConfiguration wanted) {
        RoomSettings defaults = settings.roomDefaults();
        if (wanted == null) {
            return defaults;
        }
        return new RoomSettings(
                orDefault(wanted.emptyTimeoutSeconds(), defaults.emptyTimeoutSeconds()),
                orDefault(wanted.departureTimeoutSeconds(), defaults.departureTimeoutSeconds()),
                orDefault(wanted.maxParticipants(), defaults.maxParticipants()),
                defaults.resumeWindowSeconds());
    }

    private static String roomMetadata(AccessToken.@Nullable RoomConfiguration wanted)
            throws JoinRefused {
        String metadata = wanted == null ? "" : wanted.metadata();
        if (!Limits.allowsMetadata(metadata)) {
            throw new JoinRefused(400, "the room's metadata is too large");
        }
        return metadata;
    }

    private static int orDefault(int wanted, int standard) {
        return wanted > 0 ? wanted : standard;
    }
}
