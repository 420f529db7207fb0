package org.consilium.control.joining;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Idempotency;
import org.consilium.control.http.Origins;
import org.consilium.control.http.RestHandler;

/** {@code /consults/{id}/invitations}. */
@Path(RestHandler.V1 + "/consults/{consult_id}/invitations")
@Produces(MediaType.APPLICATION_JSON)
public final class InvitationResource {
    private static final String ID = "consult_id";

    private final InvitationService invitations;
    private final Idempotency idempotency;
    private final Origins origins;

    public InvitationResource(
            InvitationService invitations, Idempotency idempotency, Origins origins) {
        this.invitations = invitations;
        this.idempotency = idempotency;
        this.origins = origins;
    }

    @GET
    @Access(Kind.DOCTOR)
    public InvitationList list(
            @Context ContainerRequestContext call, @PathParam(ID) String consultId) {
        return invitations.list(Caller.staff(call), Checks.pathId(consultId));
    }

    @POST
    @Access(Kind.DOCTOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(
            @Context ContainerRequestContext call,
            @PathParam(ID) String consultId,
            CreateInvitationRequest request) {
        var caller = Caller.staff(call);
        var id = Checks.pathId(consultId);
        return idempotency.create(
                call,
                request,
                session ->
                        invitations.create(
                                session,
                                caller,
                                id,
                                request,
                                origins.baseUrl(call),
                                CallContext.of(call)));
    }

    @POST
    @Path("/{invitation_id}/revoke")
    @Access(Kind.DOCTOR)
    public InvitationView revoke(
            @Context ContainerRequestContext call,
            @PathParam(ID) String consultId,
            @PathParam("invitation_id") String invitationId) {
        return invitations.revoke(
                Caller.staff(call),
                Checks.pathId(consultId),
                Checks.pathId(invitationId),
                CallContext.of(call));
    }
}
