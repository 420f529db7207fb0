import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'

// One chunk per page.
const Call = lazy(async () => ({ default: (await import('@/app/staff-call-route')).StaffCallRoute }))
const ChoosePassword = lazy(async () => ({ default: (await import('@/app/set-password-route')).SetPasswordRoute }))
const Consult = lazy(async () => ({ default: (await import('@/app/consult-route')).ConsultRoute }))
const Home = lazy(async () => ({ default: (await import('@/app/home-route')).HomeRoute }))
const NotFound = lazy(async () => ({ default: (await import('@/app/not-found-page')).NotFoundPage }))
const Require = lazy(async () => ({ default: (await import('@/app/require-staff')).RequireStaff }))
const Setup = lazy(async () => ({ default: (await import('@/app/setup-route')).SetupRoute }))
const SignIn = lazy(async () => ({ default: (await import('@/app/sign-in-route')).SignInRoute }))
const Staff = lazy(async () => ({ default: (await import('@/app/staff-layout')).StaffLayout }))
const Users = lazy(async () => ({ default: (await import('@/app/users-route')).UsersRoute }))

// Pages for looking at parts and layouts: in the development server, and in builds made with `--mode dev`.
const withDevPages = import.meta.env.DEV || import.meta.env.MODE === 'dev'
const DevCall = withDevPages
  ? lazy(async () => ({ default: (await import('@/app/dev/dev-call-page')).DevCallPage }))
  : null
const DevParts = withDevPages
  ? lazy(async () => ({ default: (await import('@/app/dev/dev-parts-page')).DevPartsPage }))
  : null

export function Router() {
  return (
    <BrowserRouter>
      <Suspense fallback={null}>
        <Routes>
          <Route path="/sign-in" element={<SignIn />} />
          <Route path="/setup" element={<Setup />} />
          <Route path="/set-password" element={<ChoosePassword />} />
          <Route element={<Require />}>
            <Route element={<Staff />}>
              <Route path="/" element={<Home />} />
              <Route path="/consults/:consultId" element={<Consult />} />
              <Route path="/users" element={<Users />} />
            </Route>
            <Route path="/consults/:consultId/call" element={<Call />} />
          </Route>
          {DevCall && <Route path="/dev/call" element={<DevCall />} />}
          {DevParts && <Route path="/dev/parts" element={<DevParts />} />}
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </BrowserRouter>
  )
}
