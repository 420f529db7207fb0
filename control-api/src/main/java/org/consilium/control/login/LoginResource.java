package org.consilium.control.login;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
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
import org.consilium.control.http.Caller;
import org.consilium.control.http.Origins;
import org.consilium.control.http.RestHandler;
import org.consilium.control.identity.UserView;
import org.jspecify.annotations.Nullable;

/** {@code /installation}, {@code /auth/…} and {@code /me}. */
@Path(RestHandler.V1)
@Produces(MediaType.APPLICATION_JSON)
public final class LoginResource {
    static final String COOKIE = "consilium_refresh";
    private static final String COOKIE_PATH = RestHandler.V1 + "/auth";

    private final LoginService login;
    private final Origins origins;

    public LoginResource(LoginService login, Origins origins) {
        this.login = login;
        this.origins = origins;
    }

    @GET
    @Path("/installation")
    @Access(Kind.PUBLIC)
    public InstallationView installation() {
        return login.installation();
    }

    @POST
    @Path("/auth/bootstrap")
    @Access(Kind.PUBLIC)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response bootstrap(@Context ContainerRequestContext call, BootstrapRequest request) {
        origins.require(call);
        return answer(call, 201, login.bootstrap(request, CallContext.of(call)));
    }

    @POST
    @Path("/auth/login")
    @Access(Kind.PUBLIC)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response login(@Context ContainerRequestContext call, LoginRequest request) {
        origins.require(call);
        return answer(call, 200, login.login(request, CallContext.of(call)));
    }

    @POST
    @Path("/auth/password/set")
    @Access(Kind.PUBLIC)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response setPassword(@Context ContainerRequestContext call, SetPasswordRequest request) {
        origins.require(call);
        return answer(call, 200, login.setPassword(request, CallContext.of(call)));
    }

    @POST
    @Path("/auth/refresh")
    @Access(Kind.PUBLIC)
    public Response refresh(
            @Context ContainerRequestContext call, @CookieParam(COOKIE) @Nullable String cookie) {
        origins.require(call);
        return answer(call, 200, login.refresh(cookie));
    }

    @POST
    @Path("/auth/logout")
    @Access(Kind.PUBLIC)
    public Response logout(
            @Context ContainerRequestContext call, @CookieParam(COOKIE) @Nullable String cookie) {
        origins.require(call);
        login.logout(cookie);
        return Response.noContent().cookie(cookie(call, "", Duration.ZERO)).build();
    }

    @GET
    @Path("/me")
    @Access({Kind.DOCTOR, Kind.ADMIN})
    public UserView me(@Context ContainerRequestContext call) {
        return login.me(Caller.staff(call));
    }

    private Response answer(ContainerRequestContext call, int status, LoginService.Tokens tokens) {
        return Response.status(status)
                .entity(tokens.view())
                .cookie(cookie(call, tokens.refresh(), tokens.refreshLife()))
                .build();
    }

    private NewCookie cookie(ContainerRequestContext call, String value, Duration life) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path(COOKIE_PATH)
                .maxAge((int) life.toSeconds())
                .httpOnly(true)
                .secure(origins.baseUrl(call).startsWith("https:"))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
