package org.consilium.server.signal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import livekit.LivekitModels.ClientInfo;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.ConnectionSettings;
import livekit.LivekitRtc.JoinRequest;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.WrappedJoinRequest;
import org.jspecify.annotations.Nullable;

/**
 * The {@code join_request} of a query: what other clients put into single parameters, and the first
 * messages of the connection, in one message. Pure.
 */
final class WrappedJoin {
    /** Inflated; the compressed one is bounded by the size of a request's header. */
    static final int MAX_BYTES = 1024 * 1024;

    /** Tracks announced with the join: what one client publishes at most at once. */
    private static final int MAX_FIRST_TRACKS = 20;

    private WrappedJoin() {}

    /**
     * Reads a join request.
     *
     * @param encoded base64url of a wrapped join request, padded or not
     */
    static JoinParameters parse(String encoded, String accessToken, @Nullable String userAgent)
            throws JoinRefused {
        JoinRequest join;
        try {
            var wrapped = WrappedJoinRequest.parseFrom(Base64.getUrlDecoder().decode(encoded));
            join =
                    switch (wrapped.getCompression()) {
                        case NONE -> JoinRequest.parseFrom(wrapped.getJoinRequest());
                        case GZIP ->
                                JoinRequest.parseFrom(
                                        inflate(wrapped.getJoinRequest().toByteArray()));
                        case UNRECOGNIZED ->
                                throw new JoinRefused(400, "the join_request is compressed oddly");
                    };
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            throw new JoinRefused(400, "the join_request cannot be decoded");
        }
        ClientInfo client = join.getClientInfo();
        ConnectionSettings connection = join.getConnectionSettings();
        String browser = client.getBrowser().toLowerCase(Locale.ROOT);
        return new JoinParameters(
                accessToken,
                client.getProtocol(),
                client.getClientProtocol(),
                client.getCapabilitiesList().stream()
                        .filter(capability -> capability != ClientInfo.Capability.UNRECOGNIZED)
                        .map(ClientInfo.Capability::getNumber)
                        .filter(number -> number > 0)
                        .distinct()
                        .toList(),
                client.getSdk().name().toLowerCase(Locale.ROOT).replace("_", ""),
                browser.isEmpty() ? JoinParameters.browserOf(userAgent) : browser,
                connection.getAutoSubscribe(),
                connection.getAdaptiveStream(),
                join.getReconnect(),
                join.getParticipantSid(),
                join.getParticipantAttributesMap(),
                false,
                true,
                join.getMetadata(),
                firstRequests(join));
    }

    /** What the client would otherwise send as soon as it is connected, in its order. */
    private static List<SignalRequest> firstRequests(JoinRequest join) {
        var requests = new ArrayList<SignalRequest>();
        if (join.getReconnect() && join.hasSyncState()) {
            requests.add(SignalRequest.newBuilder().setSyncState(join.getSyncState()).build());
        }
        for (AddTrackRequest track : join.getAddTrackRequestsList()) {
            if (requests.size() <= MAX_FIRST_TRACKS) {
                requests.add(SignalRequest.newBuilder().setAddTrack(track).build());
            }
        }
        if (join.hasPublisherOffer()) {
            requests.add(SignalRequest.newBuilder().setOffer(join.getPublisherOffer()).build());
        }
        return List.copyOf(requests);
    }

    private static byte[] inflate(byte[] compressed) throws JoinRefused {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] inflated = in.readNBytes(MAX_BYTES + 1);
            if (inflated.length > MAX_BYTES) {
                throw new JoinRefused(400, "the join_request is too large");
            }
            return inflated;
        } catch (IOException e) {
            throw new JoinRefused(400, "the join_request cannot be inflated");
        }
    }
}
