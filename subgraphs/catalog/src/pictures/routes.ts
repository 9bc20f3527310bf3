export const pictureRoutes = {};
