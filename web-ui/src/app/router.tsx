import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'

// One chunk per page. The declarative router is a third of the size of the data router, and the join page counts its kilobytes.
const ChoosePassword = lazy(async () => ({ default: (await import('@/app/set-password-route')).SetPasswordRoute }))
const Home = lazy(async () => ({ default: (await import('@/app/home-route')).HomeRoute }))
const NotFound = lazy(async () => ({ default: (await import('@/app/not-found-page')).NotFoundPage }))
const Setup = lazy(async () => ({ default: (await import('@/app/setup-route')).SetupRoute }))
const SignIn = lazy(async () => ({ default: (await import('@/app/sign-in-route')).SignInRoute }))
const Staff = lazy(async () => ({ default: (await import('@/app/staff-layout')).StaffLayout }))

export function Router() {
  return (
    <BrowserRouter>
      <Suspense fallback={null}>
        <Routes>
          <Route path="/sign-in" element={<SignIn />} />
          <Route path="/setup" element={<Setup />} />
          <Route path="/set-password" element={<ChoosePassword />} />
          <Route element={<Staff />}>
            <Route path="/" element={<Home />} />
          </Route>
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </BrowserRouter>
  )
}
