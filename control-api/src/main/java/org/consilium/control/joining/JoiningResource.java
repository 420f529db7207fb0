package org.consilium.control.joining;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Origins;
import org.consilium.control.http.RestHandler;
import org.consilium.control.media.MediaAddress;
import org.jspecify.annotations.Nullable;

/** {@code /join/…}. */
@Path(JoiningResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public final class JoiningResource {
    static final String PATH = RestHandler.V1 + "/join";
    private static final String COOKIE = "consilium_guest";

    /**
     * The cookie ends with the consult on our side; this only bounds how long a browser keeps it.
     */
    private static final Duration COOKIE_LIFE = Duration.ofHours(24);

    private final JoiningService joining;
    private final Origins origins;
    private final MediaAddress mediaAddress;

    public JoiningResource(JoiningService joining, Origins origins, MediaAddress mediaAddress) {
        this.joining = joining;
        this.origins = origins;
        this.mediaAddress = mediaAddress;
    }

    @POST
    @Path("/lookup")
    @Access(Kind.PUBLIC)
    @Consumes(MediaType.APPLICATION_JSON)
    public LookupView lookUp(
            @Context ContainerRequestContext call,
            @CookieParam(COOKIE) @Nullable String cookie,
            LookupRequest request) {
        origins.require(call);
        return joining.lookUp(request, cookie, CallContext.of(call));
    }

    @POST
    @Path("/enter")
    @Access(Kind.PUBLIC)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response enter(
            @Context ContainerRequestContext call,
            @CookieParam(COOKIE) @Nullable String cookie,
            EnterRequest request) {
        origins.require(call);
        return answer(
                call, joining.enter(request, cookie, mediaAddress.of(call), CallContext.of(call)));
    }

    @POST
    @Path("/refresh")
    @Access(Kind.PUBLIC)
    public Response refresh(
            @Context ContainerRequestContext call, @CookieParam(COOKIE) @Nullable String cookie) {
        origins.require(call);
        return answer(call, joining.refresh(cookie, mediaAddress.of(call)));
    }

    private Response answer(ContainerRequestContext call, JoiningService.Entered entered) {
        var cookie =
                new NewCookie.Builder(COOKIE)
                        .value(entered.ticket())
                        .path(PATH)
                        .maxAge((int) COOKIE_LIFE.toSeconds())
                        .httpOnly(true)
                        .secure(origins.baseUrl(call).startsWith("https:"))
                        .sameSite(NewCookie.SameSite.STRICT)
                        .build();
        return Response.ok(entered.view()).cookie(cookie).build();
    }
}
