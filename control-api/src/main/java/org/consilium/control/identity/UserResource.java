package org.consilium.control.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Idempotency;
import org.consilium.control.http.Origins;
import org.consilium.control.http.Paging;
import org.consilium.control.http.RestHandler;
import org.jspecify.annotations.Nullable;

/** {@code /users}. */
@Path(RestHandler.V1 + "/users")
@Produces(MediaType.APPLICATION_JSON)
public final class UserResource {
    private final UserService users;
    private final Idempotency idempotency;
    private final Origins origins;

    public UserResource(UserService users, Idempotency idempotency, Origins origins) {
        this.users = users;
        this.idempotency = idempotency;
        this.origins = origins;
    }

    @GET
    @Access(Kind.ADMIN)
    public UserPage list(
            @Context ContainerRequestContext call,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return users.page(Caller.staff(call).orgId(), Paging.limit(limit), cursor);
    }

    @POST
    @Access(Kind.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Context ContainerRequestContext call, CreateUserRequest request) {
        var caller = Caller.staff(call);
        return idempotency.create(
                call,
                request,
                session ->
                        users.create(
                                session,
                                caller,
                                request,
                                origins.baseUrl(call),
                                CallContext.of(call)));
    }
}
