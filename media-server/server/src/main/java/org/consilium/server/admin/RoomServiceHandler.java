package org.consilium.server.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import livekit.LivekitRoom.CreateRoomRequest;
import livekit.LivekitRoom.DeleteRoomRequest;
import livekit.LivekitRoom.ListParticipantsRequest;
import livekit.LivekitRoom.ListRoomsRequest;
import livekit.LivekitRoom.MuteRoomTrackRequest;
import livekit.LivekitRoom.RoomParticipantIdentity;
import livekit.LivekitRoom.SendDataRequest;
import livekit.LivekitRoom.UpdateParticipantRequest;
import livekit.LivekitRoom.UpdateRoomMetadataRequest;
import livekit.LivekitRoom.UpdateSubscriptionsRequest;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.signal.RemovedParticipants;
import org.consilium.server.signal.RequestPath;
import org.consilium.server.signal.RoomCommands;
import org.consilium.server.signal.token.TokenRefused;
import org.consilium.server.signal.token.TokenVerifier;
import org.consilium.server.signal.token.VideoGrant;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RoomService over Twirp (v7): {@code POST /twirp/livekit.RoomService/<Method>} with a JSON or
 * protobuf body. Everything below {@code /twirp/} is answered here; other paths are left to the
 * next handler. Every call runs on a virtual thread.
 */
public final class RoomServiceHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(RoomServiceHandler.class);

    private static final String TWIRP = "/twirp/";
    private static final String SERVICE = TWIRP + "livekit.RoomService/";
    private static final String BEARER = "Bearer ";

    /** Room for the largest data and metadata in JSON's Base64 many times over. */
    static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private static final long MAX_DROPPED_BYTES = MAX_BODY_BYTES;

    private static final JsonFormat.Parser JSON_IN = JsonFormat.parser().ignoringUnknownFields();

    /** Names as in the protocol's definition and every field present, as other servers write it. */
    private static final JsonFormat.Printer JSON_OUT =
            JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .alwaysPrintFieldsWithNoPresence()
                    .omittingInsignificantWhitespace();

    /** One method: its request's empty message and what it does. */
    private record Method<R extends Message>(R empty, Call<R> call) {
        Message answer(byte[] body, boolean json, VideoGrant grant)
                throws TwirpError, InterruptedException {
            return call.answer(parse(body, json), grant);
        }

        @SuppressWarnings("unchecked") // a builder builds what it was made from
        private R parse(byte[] body, boolean json) throws TwirpError {
            try {
                Message.Builder builder = empty.newBuilderForType();
                if (json) {
                    JSON_IN.merge(new String(body, StandardCharsets.UTF_8), builder);
                } else {
                    builder.mergeFrom(body);
                }
                return (R) builder.build();
            } catch (InvalidProtocolBufferException | StackOverflowError e) {
                // The JSON reader descends without a bound of its own.
                throw new TwirpError(TwirpError.Code.MALFORMED, "the body cannot be read");
            }
        }
    }

    private interface Call<R extends Message> {
        Message answer(R request, VideoGrant grant) throws TwirpError, InterruptedException;
    }

    private final TokenVerifier verifier;
    private final Map<String, Method<?>> methods;

    /**
     * The service over these rooms.
     *
     * @param defaults for rooms created without settings
     * @param mayUnmute whether an admin may also unmute somebody
     */
    public RoomServiceHandler(
            TokenVerifier verifier,
            RoomCommands rooms,
            RoomDirectory directory,
            RemovedParticipants removed,
            RoomSettings defaults,
            boolean mayUnmute) {
        this.verifier = verifier;
        var service = new RoomService(rooms, directory, removed, defaults, mayUnmute);
        RoomParticipantIdentity identity = RoomParticipantIdentity.getDefaultInstance();
        methods =
                Map.ofEntries(
                        Map.entry(
                                "CreateRoom",
                                new Method<>(
                                        CreateRoomRequest.getDefaultInstance(),
                                        service::createRoom)),
                        Map.entry(
                                "ListRooms",
                                new Method<>(
                                        ListRoomsRequest.getDefaultInstance(), service::listRooms)),
                        Map.entry(
                                "DeleteRoom",
                                new Method<>(
                                        DeleteRoomRequest.getDefaultInstance(),
                                        service::deleteRoom)),
                        Map.entry(
                                "ListParticipants",
                                new Method<>(
                                        ListParticipantsRequest.getDefaultInstance(),
                                        service::listParticipants)),
                        Map.entry(
                                "GetParticipant", new Method<>(identity, service::getParticipant)),
                        Map.entry(
                                "RemoveParticipant",
                                new Method<>(identity, service::removeParticipant)),
                        Map.entry(
                                "MutePublishedTrack",
                                new Method<>(
                                        MuteRoomTrackRequest.getDefaultInstance(),
                                        service::mutePublishedTrack)),
                        Map.entry(
                                "UpdateParticipant",
                                new Method<>(
                                        UpdateParticipantRequest.getDefaultInstance(),
                                        service::updateParticipant)),
                        Map.entry(
                                "UpdateSubscriptions",
                                new Method<>(
                                        UpdateSubscriptionsRequest.getDefaultInstance(),
                                        service::updateSubscriptions)),
                        Map.entry(
                                "SendData",
                                new Method<>(
                                        SendDataRequest.getDefaultInstance(), service::sendData)),
                        Map.entry(
                                "UpdateRoomMetadata",
                                new Method<>(
                                        UpdateRoomMetadataRequest.getDefaultInstance(),
                                        service::updateRoomMetadata)));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = RequestPath.of(request);
        if (!path.startsWith(TWIRP)) {
            return false;
        }
        Thread.ofVirtual()
                .name("room-service")
                .start(() -> answer(path, request, response, callback));
        return true;
    }

    private void answer(String path, Request request, Response response, Callback callback) {
        try {
            VideoGrant grant = grant(request);
            Method<?> method = method(path, request.getMethod());
            boolean json = isJson(request);
            Message answer = method.answer(body(request), json, grant);
            byte[] bytes =
                    json
                            ? JSON_OUT.print(answer).getBytes(StandardCharsets.UTF_8)
                            : answer.toByteArray();
            write(
                    response,
                    200,
                    json ? "application/json" : "application/protobuf",
                    bytes,
                    callback);
        } catch (TwirpError e) {
            dropBody(request);
            writeError(response, e.code(), e.text(), callback);
        } catch (InterruptedException e) {
            callback.failed(e);
        } catch (IOException | RuntimeException e) {
            log.error("a call to {} failed", path, e);
            writeError(response, TwirpError.Code.INTERNAL, "internal error", callback);
        }
    }

    private VideoGrant grant(Request request) throws TwirpError {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new TwirpError(TwirpError.Code.UNAUTHENTICATED, "no Bearer token");
        }
        try {
            VideoGrant grant =
                    verifier.verify(authorization.substring(BEARER.length()).trim()).video();
            // Whoever may not call anything has no body parsed: everybody in a room has a token.
            if (grant == null || !(grant.roomAdmin() || grant.roomCreate() || grant.roomList())) {
                throw new TwirpError(
                        TwirpError.Code.UNAUTHENTICATED,
                        "the token grants no call of this service");
            }
            return grant;
        } catch (TokenRefused e) {
            throw new TwirpError(TwirpError.Code.UNAUTHENTICATED, String.valueOf(e.getMessage()));
        }
    }

    private Method<?> method(String path, String httpMethod) throws TwirpError {
        if (!path.startsWith(SERVICE) || !httpMethod.equals("POST")) {
            throw new TwirpError(TwirpError.Code.BAD_ROUTE, "no handler for this path and method");
        }
        String name = path.substring(SERVICE.length());
        Method<?> method = methods.get(name);
        if (method != null) {
            return method;
        }
        switch (name) {
            case "ForwardParticipant", "MoveParticipant", "PerformRpc" ->
                    throw new TwirpError(TwirpError.Code.UNIMPLEMENTED, name + " is not supported");
            default ->
                    throw new TwirpError(
                            TwirpError.Code.BAD_ROUTE, "no handler for this path and method");
        }
    }

    private static boolean isJson(Request request) throws TwirpError {
        String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String type = header == null ? "" : header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> true;
            case "application/protobuf" -> false;
            default ->
                    throw new TwirpError(
                            TwirpError.Code.BAD_ROUTE,
                            "the content type is neither application/json nor application/protobuf");
        };
    }

    private static byte[] body(Request request) throws IOException, TwirpError {
        if (request.getLength() > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        // Not closed: what is left is dropped with the refusal.
        byte[] bytes = Content.Source.asInputStream(request).readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    /**
     * Reads the rest of a body that is refused, up to a bound: a connection closed on unread bytes
     * is reset, and the client would never see why it was refused.
     */
    private static void dropBody(Request request) {
        try {
            Content.Source.asInputStream(request).skipNBytes(MAX_DROPPED_BYTES);
        } catch (IOException ignored) {
            // It was shorter, or the client is gone.
        }
    }

    private static TwirpError tooLarge() {
        return new TwirpError(TwirpError.Code.MALFORMED, "the body is too large");
    }

    private static void writeError(
            Response response, TwirpError.Code code, String text, Callback callback) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code.word());
        error.put("msg", text);
        write(
                response,
                code.status(),
                "application/json",
                JSONObjectUtils.toJSONString(error).getBytes(StandardCharsets.UTF_8),
                callback);
    }

    private static void write(
            Response response, int status, String type, byte[] body, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
