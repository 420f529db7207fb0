package org.consilium.control.live;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.Caller;
import org.consilium.control.http.RestHandler;

/** {@code /ws-tickets}. */
@Path(RestHandler.V1 + "/ws-tickets")
@Produces(MediaType.APPLICATION_JSON)
public final class WsTicketResource {
    private final LiveTickets tickets;

    public WsTicketResource(LiveTickets tickets) {
        this.tickets = tickets;
    }

    @POST
    @Access({Kind.DOCTOR, Kind.ADMIN, Kind.GUEST})
    public Response create(@Context ContainerRequestContext call) {
        var ticket = tickets.issue(Caller.of(call));
        return Response.status(Response.Status.CREATED)
                .entity(new WsTicketView(ticket, LiveTickets.LIFE.toSeconds()))
                .build();
    }
}
