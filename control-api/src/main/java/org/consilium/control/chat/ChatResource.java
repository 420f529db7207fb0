package org.consilium.control.chat;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Paging;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.RestHandler;
import org.jspecify.annotations.Nullable;

/** {@code /conversations/{id}/messages}. */
@Path(RestHandler.V1 + "/conversations/{conversation_id}/messages")
@Produces(MediaType.APPLICATION_JSON)
public final class ChatResource {
    private final ChatService chat;

    public ChatResource(ChatService chat) {
        this.chat = chat;
    }

    @GET
    @Access({Kind.DOCTOR, Kind.ADMIN, Kind.GUEST})
    public MessagePage list(
            @Context ContainerRequestContext call,
            @PathParam("conversation_id") String conversationId,
            @QueryParam("after_seq") @Nullable String afterSeq,
            @QueryParam("before_seq") @Nullable String beforeSeq,
            @QueryParam("limit") @Nullable String limit) {
        if (afterSeq != null && beforeSeq != null) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return chat.page(
                Caller.of(call),
                Checks.pathId(conversationId),
                Paging.number(afterSeq, -1),
                Paging.number(beforeSeq, Long.MAX_VALUE),
                Paging.limit(limit));
    }

    @POST
    @Access({Kind.DOCTOR, Kind.ADMIN, Kind.GUEST})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response post(
            @Context ContainerRequestContext call,
            @PathParam("conversation_id") String conversationId,
            PostMessageRequest request) {
        var posted = chat.post(Caller.of(call), Checks.pathId(conversationId), request);
        var response = Response.status(posted.isNew() ? 201 : 200).entity(posted.message());
        return posted.isNew()
                ? response.build()
                : response.header("Idempotency-Replayed", "true").build();
    }
}
