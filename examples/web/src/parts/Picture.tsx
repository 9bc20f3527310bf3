import { useShop } from "../shop/ShopProvider.tsx";

interface PictureProps {
  readonly picture: {
    readonly url: string;
    readonly alt: string;
    readonly width: number;
    readonly height: number;
  } | null;
  readonly first?: boolean;
}

export function Picture({ picture, first = false }: PictureProps) {
  const { t } = useShop();
  if (!picture) return <span className="picture none">{t.search.noPicture}</span>;
  const { url, alt, width, height } = picture;
  return (
    <img className="picture" src={url} alt={alt} width={width} height={height} loading={first ? "eager" : "lazy"} />
  );
}
